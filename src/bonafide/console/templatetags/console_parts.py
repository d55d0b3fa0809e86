"""Words and small pieces for the templates of the console."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bonafide.console import read_words, words
from bonafide.errors import NotFoundError
from bonafide.inquiries.models import Inquiry
from bonafide.inquiries.noticed import NAMES, check_of
from bonafide.policy import countries, reasons
from bonafide.policy.templates import template as find_template

register = template.Library()
_LISTS: Mapping[str, Mapping[str, words.Text]] = {
    "status": words.STATUS,
    "filter": words.FILTERS,
    "look_reason": words.LOOK_REASONS,
    "field": read_words.FIELDS,
    "source": read_words.SOURCES,
    "check": words.CHECKS,
    "requirement": words.REQUIREMENTS,
    "class": words.CLASSES,
    "document": words.DOCUMENTS,
    "message": words.MESSAGES,
    "role": words.ROLES,
    "environment": words.ENVIRONMENTS,
    "blob": words.BLOBS,
    "clock": words.CLOCKS,
    "collected": {**words.CHECKS, **words.GROUPS},
}


@register.filter
def say(value: object, kind: str) -> str:
    """The words for a machine word of a kind; the machine word itself where there are none."""
    return str(_LISTS[kind].get(str(value), value))


@register.filter
def picture_name(name: str) -> str:
    """What a picture shows."""
    if name in NAMES:
        return str(words.CHECKS[check_of(name)])
    known = words.PICTURES.get(name)
    if known is not None:
        return str(known)
    recording, _, index = name.rpartition("_")
    return f"{words.PICTURES[recording]} {int(index) + 1}"


@register.filter
def reason(code: str) -> str:
    """Reviewer's sentence for a reason code."""
    if code not in reasons.CODES:
        return code
    return reasons.text(code, "reviewer", get_language() or "en")


@register.filter
def spoken(code: str) -> str:
    """Name of a language in that language itself, or its code where it is none of ours."""
    return str(dict(settings.LANGUAGES).get(code, code))


@register.simple_tag
def sorted_checks(checks: Iterable[Mapping[str, Any]]) -> Mapping[str, list[Mapping[str, Any]]]:
    """What a reviewer has to see first, `notable`, then what `passed` and what is `silent`; each in its order."""
    groups: dict[str, list[Mapping[str, Any]]] = {"notable": [], "passed": [], "silent": []}
    for check in checks:
        groups[_group(check)].append(check)
    return groups


def _group(check: Mapping[str, Any]) -> str:
    if check["status"] == "failed" or check.get("metadata", {}).get("soft"):
        return "notable"
    if check["status"] == "passed":
        return "passed"
    return "notable" if check["requirement"] == "required" else "silent"


@register.filter
def trouble(code: str) -> str:
    """What an error code means."""
    return str(words.trouble(code))


@register.filter
def state(inquiry: Inquiry) -> str:
    """Status of an inquiry, or erased."""
    return "erased" if inquiry.redacted_at is not None else str(inquiry.status)


@register.filter
def who(actor: str, people: Mapping[str, str]) -> str:
    """Who did something: a login name, the rules, the platform."""
    if actor == "policy":
        return _("Rules")
    if actor in people:
        return people[actor]
    return _("The platform") if actor.startswith(("key", "api")) else actor


@register.filter
def waited(since: datetime | None) -> str:
    """How long ago, in the largest unit: minutes, hours or days."""
    if since is None:
        return ""
    minutes = int((timezone.now() - since).total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}


@register.filter
def breakable(word: str) -> SafeString:
    """A machine word that may be broken after its underscores, and nowhere else while there is room."""
    return mark_safe(str(escape(word)).replace("_", "_<wbr>"))  # noqa: S308 - escaped, and the tag is ours


@register.filter
def days(count: int) -> str:
    """A span of days, whole years as such."""
    if count >= 365 and count % 365 == 0:
        return ngettext("%(n)d year", "%(n)d years", count // 365) % {"n": count // 365}
    return ngettext("%(n)d day", "%(n)d days", count) % {"n": count}


@register.filter
def number(value: Any) -> str:
    """A number at a glance: three decimals at most."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


@register.filter
def template_name(template_id: str) -> str:
    """Title of a template, or its id where it is none of those shipped now."""
    try:
        return find_template(template_id).name[reasons.known_language(get_language() or "en")]
    except NotFoundError:
        return template_id


@register.filter
def country(code: str) -> str:
    """Name of an issuing state, or its code where it is none of the table."""
    found = next((row for row in countries.countries(sandbox=True) if row.alpha3 == code), None)
    return found.name(get_language() or "en") if found is not None else code


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Code and name of each language, the name in that language itself."""
    return list(settings.LANGUAGES)


@register.simple_tag(takes_context=True)
def keep(context: Mapping[str, Any], **changed: object) -> str:
    """The query of this page with some parts changed; None leaves a part out."""
    query = context["request"].GET.copy()
    query.pop("read", None)
    for name, value in changed.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"
