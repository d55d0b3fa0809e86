"""Write docs/numbers.md: python -m bonafide.engine.document.numbers.docs > docs/numbers.md."""

from __future__ import annotations

import sys

from bonafide.engine.document.numbers.judge import REASONS, schemes
from bonafide.engine.document.numbers.scheme import Digits, Scheme, no_births, no_sex

_HEAD = """# National numbers

Schemes that `bonafide.engine.document.numbers.validate` judges: {count} of {countries} countries.
This file is generated: `python -m bonafide.engine.document.numbers.docs > docs/numbers.md`.

A number that holds proves little; one that does not hold was misread or made up.
Where only the form can be tested the finding says `form_only`; where the issuer keeps the rule of the check
digit to itself it says `check_digit_not_public` and `valid` stays open.
Several laws restrict who may keep such numbers (BSN, RRN, Aadhaar, My Number): judge, then redact.

Check digits: **all** - every single wrong digit is noticed; **most** - some are not, because two remainders
share a digit, a weight shares a factor with the modulus, or the issuer let exceptions stand;
**none** - there is no check digit to test; **hidden** - there is one, but its rule is not public.

| Country | Scheme | Number | Check digits | Birth date | Sex |
|---|---|---|---|---|---|
"""


def markdown() -> str:
    """Give the table of schemes and the reasons, as docs/numbers.md holds them."""
    known = [s for _, group in sorted(schemes().items()) for s in group]
    head = _HEAD.format(count=len(known), countries=len(schemes()))
    reasons = "".join(f"- `{code}`: {says}.\n" for code, says in REASONS.items())
    return head + "".join(map(_row, known)) + "\n## Reasons\n\n" + reasons + _missed(known)


def _row(scheme: Scheme) -> str:
    births = "no" if scheme.births is no_births else "yes"
    sex = "no" if scheme.sex is no_sex else "yes"
    title = scheme.title.replace("|", "/")
    return f"| {scheme.country} | `{scheme.name}` | {title} | {scheme.digits} | {births} | {sex} |\n"


def _missed(known: list[Scheme]) -> str:
    names = ", ".join(f"`{s.country}:{s.name}`" for s in known if s.digits is not Digits.ALL)
    return f"\n## Where a single wrong digit can pass\n\n{names}.\n"


if __name__ == "__main__":
    sys.stdout.write(markdown())
