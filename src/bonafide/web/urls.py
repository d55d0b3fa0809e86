"""All addresses of the server."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 once the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def front(_request: HttpRequest) -> HttpResponse:
    """Lead staff to the console; applicants arrive by their link."""
    return redirect("/console/")


urlpatterns: list[URLPattern | URLResolver] = [
    path("", front),
    path("healthz", healthz),
    path("verify", include("bonafide.capture.urls")),
    path("api/", include("bonafide.api.urls")),
    path("accounts/", include("allauth.urls")),
    path("console/", include("bonafide.console.urls")),
]

handler404 = "bonafide.web.faults.missing"
handler500 = "bonafide.web.faults.broken"
