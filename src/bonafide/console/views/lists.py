"""The queue, its search, and the log."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafide.console import queue as waiting
from bonafide.console import trail
from bonafide.console.models import StaffMember
from bonafide.console.views.base import for_staff
from bonafide.inquiries.models import Inquiry
from bonafide.ledger import service as ledger

LOG_ROWS = 100


@require_GET
@for_staff
def queue(request: HttpRequest, member: StaffMember) -> HttpResponse:
    """List what waits."""
    account = request.GET.get("account", "")
    chosen = request.GET.get("show", "all" if account else "waiting")
    chosen = chosen if chosen in waiting.FILTERS else "waiting"
    context = {
        "member": member,
        "tabs": waiting.tabs(),
        "chosen": chosen,
        "account": account,
        "page": waiting.page(chosen, request.GET.get("page"), account=account),
    }
    return render(request, "console/queue.html", context)


@require_POST
@for_staff
def search(request: HttpRequest, member: StaffMember) -> HttpResponse:
    """Find by inquiry id or reference. Posted, so that no reference comes into an address or a log."""
    del member
    found = waiting.find(request.POST.get("words", ""))
    if isinstance(found, Inquiry):
        return redirect("console:inquiry", inquiry_id=found.pk)
    if not found:
        messages.warning(request, _("Nothing was found under exactly these words."))
        return redirect("console:queue")
    response = redirect("console:queue")
    response["Location"] += "?" + urlencode({"account": found[0]})
    if len(found) > 1:
        messages.info(request, _("The reference is known in more than one environment; the first is shown."))
    return response


@require_http_methods(["GET", "POST"])
@for_staff
def log(request: HttpRequest, member: StaffMember) -> HttpResponse:
    """Show the last looks and decisions; on POST also recompute the ledger."""
    context = {
        "member": member,
        "looks": trail.last_looks(LOG_ROWS),
        "decisions": trail.last_decisions(LOG_ROWS),
        "people": trail.people(),
        "report": ledger.verify() if request.method == "POST" else None,
    }
    return render(request, "console/log.html", context)
