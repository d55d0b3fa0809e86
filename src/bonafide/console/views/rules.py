"""How decisions are made and how long things stay: what the programs themselves go by, to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bonafide.console.models import StaffMember
from bonafide.console.views.base import for_staff
from bonafide.policy.rules import Rule, shipped_rules
from bonafide.vault import retention


@require_GET
@for_staff
def rules(request: HttpRequest, member: StaffMember) -> HttpResponse:
    """List the rules in the order in which they are asked, and the clocks of the vault."""
    shipped = shipped_rules()
    context = {
        "member": member,
        "version": shipped.version,
        "rules": [(rule, _checks(rule)) for rule in shipped.rules],
        "clocks": retention.table(),
    }
    return render(request, "console/rules.html", context)


def _checks(rule: Rule) -> tuple[str, ...]:
    """Names of the checks whose reasons are told too; a group stands for itself."""
    if rule.collect is None:
        return ()
    return (rule.collect,) if isinstance(rule.collect, str) else rule.collect
