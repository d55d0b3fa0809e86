"""One running server for all browser tests, and people to stand before the camera."""

import os
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.robot.album import Album
from tests.robot.applicant import Applicant, come_by
from tests.robot.browser import PHONE, Studio, chromium, studio
from tests.robot.server import Server
from tests.world.people import SKIP_REASON, people_available

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a broken walk what the newest inquiry's checks said: the page tells classes only."""
    report = yield
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and report.when == "call" and isinstance(server, Server):
        newest = server.api.call("GET", "/inquiries")["data"][:1]
        said = [line for one in newest for line in failed_checks(server, one["id"])]
        report.sections.append(("checks that failed", "\n".join(said) or "none"))
    return report


@pytest.fixture(scope="session", autouse=True)
def _possible() -> None:
    if chromium() is None:
        pytest.skip("no Chromium on PATH: the browser tests are skipped")
    if not people_available():
        pytest.skip(SKIP_REASON)


@pytest.fixture(scope="session")
def server(_possible: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("server"), env={"BONAFIDE_FACE_AGAIN": "1"}) as running:
        yield running


@dataclass(slots=True)
class ShortLink:
    """A link of the shortest life that the API gives, made when the first browser test began."""

    address: str
    ends: float

    def wait(self) -> str:
        """Wait for its end; return it."""
        time.sleep(max(0.0, self.ends - time.monotonic()))
        return self.address


@pytest.fixture(scope="session", autouse=True)
def short_link(server: Server) -> ShortLink:
    inquiry, _ = ask(server)
    made = server.api.call(
        "POST", f"/inquiries/{inquiry}/generate-one-time-link", {"meta": {"expires-in-seconds": 60}}
    )
    return ShortLink(made["meta"]["one-time-link"], time.monotonic() + 61)


@pytest.fixture
def before_camera(tmp_path: Path, server: Server) -> Iterator[Studio]:
    """A browser with a camera; at the end nothing may have gone wrong behind the pages."""
    with studio(tmp_path) as started:
        yield started
        assert started.watch.problems(own(server)) == []


def own(server: Server) -> set[str]:
    return {f"localhost:{server.port}", f"localhost:{server.port + 1}"}


@dataclass(slots=True)
class Visit:
    """One applicant who came by a link made through the API."""

    applicant: Applicant
    inquiry: str
    page: Page


Enter = Callable[..., Visit]


@pytest.fixture
def enter(server: Server, before_camera: Studio) -> Enter:
    """Return a function that makes an inquiry, opens its link and stands before the consent."""
    assert before_camera.camera is not None

    def come(
        device: dict[str, Any] = PHONE, language: str = "en-GB", name: str = "", template: str = ""
    ) -> Visit:
        inquiry, link = ask(server, template)
        page = before_camera.visit(device, language)
        come_by(page, link)
        album = Album(prefix=f"{name}-", audit=False) if name else Album(audit=False, prefix="other-")
        assert before_camera.camera is not None
        return Visit(Applicant(page, before_camera.camera, album), inquiry, page)

    return come


def ask(server: Server, template: str = "") -> tuple[str, str]:
    """Make an inquiry as a platform does; return its identifier and a link."""
    reference = f"robot-{os.urandom(6).hex()}"
    inquiry = server.api.ask(reference, rule="robot@1", rule_text="", back="", language="", template=template)
    return inquiry, server.api.link(inquiry)


def failed_checks(server: Server, inquiry: str) -> list[str]:
    """Name what did not pass, for the message of a test that expected an approval."""
    found = server.api.call("GET", f"/inquiries/{inquiry}?include=verifications")
    checks = [check for one in found.get("included", []) for check in one["attributes"].get("checks", [])]
    failed = [check for check in checks if check["status"] == "failed"]
    return [f"{check['name']}: {check['reasons']} {check.get('metadata')}" for check in failed]
