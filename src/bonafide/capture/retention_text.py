"""How long things stay, in words, made from the clocks that the vault really runs."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bonafide.vault import retention

_RECORDS = gettext_lazy("Records of consent, decision and looks, without name or picture")
_NAMES: dict[str, Promise] = {
    "images": gettext_lazy("Pictures of your ID and face"),
    "findings": gettext_lazy("What was read from them"),
    "messages": gettext_lazy("Your messages and appeals"),
    "reference": gettext_lazy("The account reference"),
    "consent": _RECORDS,
    "decision": _RECORDS,
    "look": _RECORDS,
    "trace": _RECORDS,
    "rooms": gettext_lazy("A coarse fingerprint of your camera picture and of the place"),
    "face_templates": gettext_lazy("Your face in numbers, only if you agreed to that"),
}


def lines() -> tuple[str, ...]:
    """One line for each clock, in the language of the request; equal lines once."""
    return tuple(dict.fromkeys(_line(row) for row in retention.table()))


def _line(row: dict[str, object]) -> str:
    name = str(_NAMES.get(str(row["name"]), row["name"]))
    approved, other = int(str(row["approved_days"])), int(str(row["other_days"]))
    if approved == other:
        return _("%(what)s: %(time)s") % {"what": name, "time": _span(approved)}
    words = {"what": name, "approved": _span(approved), "other": _span(other)}
    return _("%(what)s: %(approved)s once you are verified, otherwise %(other)s") % words


def _span(days: int) -> str:
    if days >= 365 and days % 365 == 0:
        years = days // 365
        return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
