"""Prepare a fresh machine: find a supported Python, get uv, install the locked packages.

Runs on any Python 3 so that an unsupported one gets a clear sentence instead of a stack trace.
Usage: python3 scripts/bootstrap.py [--dev]
"""

import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOLS = os.path.join(ROOT, ".tools")
UV = os.path.join(TOOLS, "bin", "uv")
UV_VERSION = "0.13.9"
SUPPORTED = ((3, 11), (3, 12))


def fail(sentence):
    """Say one clear sentence and stop."""
    sys.stderr.write("bonafide: " + sentence + "\n")
    raise SystemExit(2)


def version_of(python):
    """(major, minor) of an interpreter, or None when it does not run."""
    ask = "import sys; print('%d %d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return tuple(int(part) for part in answer.stdout.split()) if answer.returncode == 0 else None


def supported_python():
    """Path of a Python 3.11 or 3.12: this one if it fits, else one found on PATH."""
    if sys.version_info[:2] in SUPPORTED:
        return sys.executable
    for name in ("python3.12", "python3.11"):
        found = shutil.which(name)
        if found and version_of(found) in SUPPORTED:
            return found
    have = "%d.%d" % sys.version_info[:2]
    return fail("Python 3.11 or 3.12 is needed, but this is %s; install one and run again." % have)


def get_uv(python):
    """Install uv beside the project, leaving the machine's own packages alone."""
    if os.path.exists(UV):
        return
    command = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-warn-script-location",
    ]
    env = dict(os.environ, PIP_ROOT_USER_ACTION="ignore")
    done = subprocess.run([*command, "--target", TOOLS, "uv==" + UV_VERSION], cwd=ROOT, env=env)
    if done.returncode != 0:
        fail("uv could not be installed with pip; is pip there, and does it reach a package index?")


def sync(python, dev):
    """Install exactly what uv.lock names into .venv; the driver of PostgreSQL where one is to be used."""
    command = [UV, "sync", "--quiet", "--frozen", "--python", python]
    if not dev:
        command += ["--no-dev", "--inexact"]
    if os.environ.get("BONAFIDE_DATABASE_URL") or os.environ.get("BONAFIDE_TEST_DATABASE"):
        command += ["--extra", "postgres"]
    if subprocess.run(command, cwd=ROOT).returncode != 0:
        fail("the locked packages could not be installed; the lines above say why.")


def main():
    """Do all three."""
    try:
        python = supported_python()
        if not os.path.exists(os.path.join(ROOT, ".venv")):
            sys.stderr.write(
                "Installing what is needed below this folder; the first time takes some minutes.\n"
            )
        get_uv(python)
        sync(python, "--dev" in sys.argv)
    except PermissionError as error:
        fail("this folder cannot be written: %s" % error.filename)


if __name__ == "__main__":
    main()
