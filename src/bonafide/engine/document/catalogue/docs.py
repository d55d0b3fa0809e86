"""Writes docs/documents.md from the catalogue: `python -m bonafide.engine.document.catalogue.docs`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bonafide.engine.document.catalogue import DocumentKind, Reading, kinds
from bonafide.engine.document.numbers.redact import RESTRICTED

_READS = {
    Reading.MRZ: "MRZ, then print",
    Reading.BARCODE: "barcode, then print",
    Reading.VIZ: "print; a person decides",
    Reading.PERSON: "a person",
}
_HEAD = """# Documents

Every class of documents that the catalogue knows. This file is generated:
`python -m bonafide.engine.document.catalogue.docs > docs/documents.md`.
One file per class in `src/bonafide/engine/document/catalogue/`; the captions by language are in `labels.yaml`.

How a class is read:

- **MRZ, then print** and **barcode, then print**: the machine readable part goes first, the print fills what it
  lacks, and both are compared: name, number, birth date, expiry, sex.
- **print; a person decides**: fields are read by their captions for the person who looks. No check digits
  cover all of it, so that nobody is approved by print alone.
- **a person**: captured well and read by a person, because a script stays unread here or captions are missing.

Without a machine readable part the class is known by words that must all be printed; where a word is missing the
answer is "unknown", never the nearest class. Then the print is read by the captions of the class that the holder
chose, if any, for the person who looks, who is told so; it proves nothing. Which documents a deployment accepts is
written in `policy/countries.yaml`, not here.

The reader knows Latin letters, Chinese signs and Japanese kana. Scripts in the last column are not read; what they
say is left to a person. Names in Chinese or Japanese signs are kept as `name_full_native`.
"""
_NUMBERS = """
## Numbers that are not kept

Some laws let few keep a national number. Such a number is judged (form, check digits, birth date and sex inside it
against the print), then cut in every field, printed line, zone line and barcode text of the evidence, and covered in
the flat pictures that are made from the photographs. What stays:

| Country | Number | Stays | Because of |
|---|---|---|---|
"""
_TAIL = """
Without a known country only a number whose check digit holds is taken for one of these. The photographs as captured,
and the small pictures of detectors, are not changed: they are encrypted, and shown to staff for a stated reason.
Where even that may not be kept, ask for another class of document in `policy/countries.yaml`; the back of a My
Number card is never asked for.

## What cannot be known

- Layouts change; captions and marks are those of published specimens. A card in a layout that the catalogue does not
  know keeps its machine readable part and loses the comparison with the print.
- Cards that name their state by a letter in a flag only (many licences) are known as a class, without the state.
- No inks, holograms or fonts are compared with a sample. A careful forgery with consistent lines passes.
"""


def markdown() -> str:
    """Render the page."""
    rows = "\n".join(_row(kind) for kind in kinds().values())
    head = "| Class | Document | Country | Kind | Format | Sides | Read by | Number | Validity | Unread scripts |"
    notes = "\n".join(f"- `{kind.id}`: {kind.note}" for kind in kinds().values() if kind.note)
    table = f"\n## Classes\n\n{len(kinds())} classes.\n\n{head}\n|{'---|' * 10}\n{rows}\n\n{notes}\n"
    return _HEAD + table + _NUMBERS + "\n".join(_restricted()) + "\n" + _TAIL


def _row(kind: DocumentKind) -> str:
    names = f"{kind.names['en']} {kind.names.get('zh-hans', '')}".strip()
    countries = ", ".join(kind.countries or tuple(kind.issuers)) or "all"
    size = f"{kind.format}, {kind.size_mm[0]:g} x {kind.size_mm[1]:g} mm" + (
        ", also upright" if kind.upright else ""
    )
    sides = "; ".join(f"{side}: {', '.join(what)}" for side, what in kind.sides.items())
    years = ", ".join(map(str, kind.validity_years))
    terms = (f"{years} years" if years else "", "may not expire" if kind.may_not_expire else "")
    validity = ", ".join(filter(None, terms))
    cells = (
        f"`{kind.id}`", names, countries, kind.document_class, size, sides, _READS[kind.reading],
        f"`{kind.scheme}`" if kind.scheme else "", validity, ", ".join(kind.unread_scripts),
    )  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _restricted() -> Iterator[str]:
    for rule in RESTRICTED:
        stays = [f"first {rule.first}" if rule.first else "", f"last {rule.last}" if rule.last else ""]
        kept = " and ".join(filter(None, stays)) or "nothing"
        yield f"| {rule.country} | `{rule.scheme}` | {kept} | {rule.law} |"


if __name__ == "__main__":
    sys.stdout.write(markdown())
