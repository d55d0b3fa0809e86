"""What stands in the way of a start is said in one sentence."""

import ast
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def up(data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "BONAFIDE_DATA": str(data), **settings}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "bonafide", "up"],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.startswith("bonafide: ")
    assert done.stderr.count("\n") == 1
    assert all(word in done.stderr for word in words), done.stderr


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use(tmp_path: Path, taken: int) -> None:
    done = up(tmp_path / "data", BONAFIDE_PORT=str(taken))
    assert_one_sentence(done, f"Port {taken} is in use", "BONAFIDE_PORT")


def test_the_port_of_the_assistant_in_use(tmp_path: Path, taken: int) -> None:
    done = up(tmp_path / "data", BONAFIDE_PORT=str(taken - 1))
    assert_one_sentence(done, "is in use", "BONAFIDE_PORT")


@pytest.mark.parametrize("port", ["http", "8000.5"])
def test_a_port_that_is_no_number(tmp_path: Path, port: str) -> None:
    assert_one_sentence(up(tmp_path / "data", BONAFIDE_PORT=port), "BONAFIDE_PORT", repr(port))


@pytest.mark.parametrize("port", ["0", "-1", "70000"])
def test_a_port_that_cannot_be(tmp_path: Path, port: str) -> None:
    assert_one_sentence(up(tmp_path / "data", BONAFIDE_PORT=port), "BONAFIDE_PORT")


def test_a_public_address_without_a_scheme(tmp_path: Path) -> None:
    done = up(tmp_path / "data", BONAFIDE_PUBLIC_URL="verify.example")
    assert_one_sentence(done, "BONAFIDE_PUBLIC_URL", "https://")


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        place = Path("/proc/bonafide-data")  # root writes everywhere but in the kernel's own folders
    else:
        tmp_path.chmod(0o500)
        place = tmp_path / "data"
    assert_one_sentence(up(place), "cannot be written", "BONAFIDE_DATA")


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("")
    assert_one_sentence(up(file), "cannot be written", "BONAFIDE_DATA")


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class OldSys:
    """A Python 3.9 as `bootstrap` sees it."""

    version_info = (3, 9, 18)
    executable = "/usr/bin/python3"
    stderr = sys.stderr


def test_an_unsupported_python_gets_the_sentence(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []
    old = OldSys()
    old.stderr = type("Err", (), {"write": staticmethod(said.append)})()
    monkeypatch.setattr(bootstrap, "sys", old)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _name: None)
    with pytest.raises(SystemExit) as ended:
        bootstrap.supported_python()
    assert ended.value.code == 2
    assert said == ["bonafide: Python 3.11 or 3.12 is needed, but this is 3.9; install one and run again.\n"]


def test_a_supported_python_on_the_path_is_taken(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "sys", OldSys())
    monkeypatch.setattr(
        bootstrap.shutil, "which", lambda name: sys.executable if name == "python3.12" else None
    )
    assert bootstrap.supported_python() == sys.executable


def test_a_python_that_does_not_run_is_no_python(bootstrap: ModuleType) -> None:
    assert bootstrap.version_of("/nonexistent/python") is None
    assert bootstrap.version_of(sys.executable) == sys.version_info[:2]


def test_bootstrap_can_be_read_by_an_old_python(bootstrap: ModuleType) -> None:
    source = (ROOT / "scripts" / "bootstrap.py").read_text()
    assert ast.parse(source, feature_version=(3, 7))
