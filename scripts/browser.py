"""Make sure the browser tests have Chromium, ffmpeg and the OCR-B font; say clearly what is missing.

Uses what the machine has; installs Debian packages where apt is there and allowed; never fails the run:
the tests that need something absent skip and say so.
"""

import os
import shutil
import subprocess
import sys

OCR_B = "/usr/share/fonts/opentype/ocr-b/OCRB.otf"


def missing():
    """Debian packages that are wanted and not there."""
    wanted = []
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        wanted.append("chromium")
    if not os.path.exists(OCR_B):
        wanted.append("fonts-ocr-b")
    if not has_chinese():
        wanted.append("fonts-noto-cjk")
    return wanted


def has_chinese():
    """Whether the machine can draw Chinese."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip())


def main():
    """Install what can be installed, name what cannot."""
    wanted = missing()
    if wanted and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted], **quiet)
    for package in missing():
        sys.stderr.write("bonafide: %s is not installed; tests that need it will be skipped.\n" % package)


if __name__ == "__main__":
    main()
