"""Compile every .po file below src/ with Python's own tools, so that no gettext needs to be installed."""

import sys
from datetime import datetime, timezone
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

# Not the hour of compiling: the same .po gives the same .mo, byte for byte.
WRITTEN = datetime(2026, 1, 1, tzinfo=timezone.utc)


def main():
    """Write the .mo beside each .po."""
    for po in sorted(Path("src").rglob("*.po")):
        with po.open("rb") as source:
            catalogue = read_po(source)
        catalogue.creation_date = WRITTEN
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
        sys.stdout.write("%s: %d messages\n" % (po, len(catalogue)))


if __name__ == "__main__":
    main()
