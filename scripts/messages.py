"""Compile every .po file below src/ with Python's own tools, so that no gettext needs to be installed."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def main():
    """Write the .mo beside each .po."""
    for po in sorted(Path("src").rglob("*.po")):
        with po.open("rb") as source:
            catalogue = read_po(source)
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
        sys.stdout.write("%s: %d messages\n" % (po, len(catalogue)))


if __name__ == "__main__":
    main()
