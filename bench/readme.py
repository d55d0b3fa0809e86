"""The table of numbers in README.md, taken from the tables in docs/benchmarks so that it cannot fall behind.

python bench/readme.py
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bonafide.policy.thresholds import SHIPPED
from common import ROOT, TABLES, table

README = ROOT / "README.md"
AT = re.escape(f"{SHIPPED.match_min:.3f}")
BEGIN, END = "<!-- numbers: python bench/readme.py -->", "<!-- end of numbers -->"


@dataclass(frozen=True, slots=True)
class Number:
    """One row: what it says, the page it is on, where it stands there (one group), and how it is written."""

    says: str
    page: str
    pattern: str
    written: str = "{}"


NUMBERS = (
    Number(
        "Machine readable zones of public specimens read exactly",
        "iddocs.md",
        r"read exactly, every character: (.+)",
    ),
    Number("of these, wrong but passing every check digit", "iddocs.md", r"valid but wrong: (.+)"),
    Number("Pictures without a zone read as valid", "iddocs.md", r"read as valid:\s+(.+)"),
    Number(
        "Zones of drawn pages read exactly, worst of four levels",
        "mrz_levels.md",
        r"\| 4, shipped \| ([^|]+) \|",
    ),
    Number(
        "Drawn pages of all levels: wrong but accepted",
        "mrz_levels.md",
        r"\| all, shipped \| [^|]+ \| [^|]+ \| ([^|]+) \|",
    ),
    Number(
        "Barcodes of blurred rendered licences (level 3 of 3) read exactly",
        "licences.md",
        r"\| level 3 \| ([^|]+) \|",
    ),
    Number(
        "Rendered documents on screens missed by the check of screens",
        "document_screens.md",
        r"\| screen, all \| \d+ \| ([^|]+) \|",
    ),
    Number(
        "Rendered documents on screens let through by all checks",
        "document_screens.md",
        r"\| screen, all \| \d+ \| [^|]+ \| [^|]+ \| ([^|]+) \|",
    ),
    Number(
        "Rendered originals refused by any of these checks",
        "document_screens.md",
        r"\| any of the eight \|  \| ([^|]+) \|",
    ),
    Number(
        "Rendered colour prints let through (inkjets mostly)",
        "document_prints.md",
        r"\| colour print, both [^\n]+\| ([^|\n]+) \|\n",
    ),
    Number(
        "Photographed PDF417 barcodes decoded exactly",
        "barcodes.md",
        r"pdf417-2: payload exact \| ([^|]+) \|",
    ),
    Number(
        "Faces at FMR 1e-3, threshold set on other people: pairs recognised",
        "faces.md",
        r"\| 0\.001 \| A \| [^|]+ \| [^|]+ \| ([^|]+) \|",
    ),
    Number("Faces at the shipped threshold: pairs missed", "faces.md", rf"\| {AT} \| ([^|]+) \|"),
    Number(
        "Faces at the shipped threshold: strangers passed", "faces.md", rf"\| {AT} \| [^|]+ \| ([^|]+) \|"
    ),
    Number(
        "Parallax: chains of one filmed head that pass",
        "liveness.md",
        r"\| real head, film[^\n]+\| ([^|\n]+) \|\n",
    ),
    Number("Parallax: flat prints that pass", "liveness.md", r"\| flat print, turned[^\n]+\| ([^|\n]+) \|\n"),
    Number(
        "Selfie: from the last frame to the outcome, median",
        "speed_live.md",
        r"\| one person, all cores: from sending the last frame[^|]+\| \d+ \| ([\d.]+)",
        "{} ms",
    ),
    Number(
        "Reading and examining both sides of a card, median",
        "speed_document.md",
        r"\| card, front and back: wall \| \d+ \| ([\d.]+)",
        "{} ms",
    ),
    Number(
        "Memory of the engine's process, at most",
        "memory.md",
        r"\| all \| [^|]*\| [^|]*\| ([\d.]+)",
        "{} MB",
    ),
    Number(
        "One whole verification, CPU, median",
        "verification.md",
        r"\| whole verification \| \d+ \| ([\d.]+)",
        "{} s",
    ),
    Number(
        "Live hint per document frame, CPU, median",
        "verification.md",
        r"\| live hint, document[^|]*\| \d+ \| ([\d.]+)",
        "{} s",
    ),
)


def cell(number: Number) -> str | None:
    """The number as its page has it; None where page or number is not there."""
    page = TABLES / number.page
    found = re.search(number.pattern, page.read_text("utf-8")) if page.is_file() else None
    return number.written.format(found.group(1).strip()) if found else None


def numbers() -> str:
    """The table for README.md; a row without its page is left out."""
    pairs = [(one, cell(one)) for one in NUMBERS]
    rows = [(one.says, value, f"[{one.page}](docs/benchmarks/{one.page})") for one, value in pairs if value]
    return "\n".join(table([("What", "Measured", "How"), *rows]))


def refresh() -> bool:
    """Put the table into README.md; True where that changed it. Raises ValueError without the two marks."""
    text = README.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("README.md lacks the marks around its numbers")
    fresh = f"{before}{BEGIN}\n{numbers()}\n{END}{after}"
    README.write_text(fresh, "utf-8")
    return fresh != text


if __name__ == "__main__":
    print("changed" if refresh() else "as it was")
