"""Style that depends on the operator."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from bonafide.capture import visit
from bonafide.capture.theme import style_sheet
from bonafide.errors import ForbiddenError


@require_safe
@cache_control(public=True, max_age=300)
def theme(_request: HttpRequest) -> HttpResponse:
    """Serve the operator's colour; a style sheet, because inline style is forbidden."""
    return HttpResponse(style_sheet(settings.BONAFIDE.brand_colour), content_type="text/css")


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form or script whose token did not fit: words and a way on, never Django's page."""
    error = ForbiddenError(reason, code="csrf")
    by_script = request.content_type in {"image/jpeg", "application/json"}
    return visit.refuse(error) if by_script else visit.trouble(request, error)
