"""Going on with the phone, and following from the desktop."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bonafide.capture import pages, qr, visit, words
from bonafide.inquiries import service, steps
from bonafide.inquiries.models import InquirySession, LinkPurpose
from bonafide.inquiries.steps import Step

LINK_SECONDS = 3600


@require_GET
@visit.unlooked
def progress(_request: HttpRequest, here: visit.Visit) -> HttpResponse:
    """Tell the pages that follow along where the work stands."""
    followed = service.followed(here.token)
    now = steps.progress(followed.inquiry, followed.facts)
    stages = [
        {"name": s.name, "state": s.state, "text": str(words.STAGE_STATES.get(s.state, s.state))}
        for s in now.stages
    ]
    return JsonResponse(
        {
            "step": now.step.value,
            "step_text": str(words.STEPS[now.step.value]),
            "stages": stages,
            "phone": followed.by_phone,
            "over": now.step is Step.RESULT,
            "outcome": followed.inquiry.status if now.step is Step.RESULT else "",
        }
    )


@require_http_methods(["GET", "POST"])
@visit.page
def phone(request: HttpRequest, session: InquirySession) -> HttpResponse:
    """Show the code for the phone once asked for, or why no phone can get here."""
    step = steps.current(session.inquiry)
    if step is Step.RESULT:
        return redirect("capture:flow")
    context: dict[str, object] = {
        "step": step.value,
        "step_text": words.STEPS[step.value],
        "reachable": pages.phone_reaches(),
        "base_url": settings.BONAFIDE.base_url,
        "connected": _phone_took_over(session),
        "inquiry": session.inquiry,
    }
    if request.method == "POST" and pages.phone_reaches():
        link = service.make_link(session.inquiry, purpose=LinkPurpose.HANDOFF, seconds=LINK_SECONDS)
        context |= {"link": link, "qr": qr.svg(link, _("QR code that opens this verification on your phone"))}
    return render(request, "capture/phone.html", context)


def _phone_took_over(session: InquirySession) -> bool:
    """Whether a newer visit came through a code for the phone."""
    newer = session.inquiry.sessions.filter(created_at__gt=session.created_at)
    return newer.exclude(handoff_method="").exists()
