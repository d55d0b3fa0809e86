"""Style that depends on the operator."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from bonafide.capture.theme import style_sheet


@require_safe
@cache_control(public=True, max_age=300)
def theme(_request: HttpRequest) -> HttpResponse:
    """Serve the operator's colour; a style sheet, because inline style is forbidden."""
    return HttpResponse(style_sheet(settings.BONAFIDE.brand_colour), content_type="text/css")
