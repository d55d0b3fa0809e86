"""Addresses of the hosted flow, under /verify."""

from django.urls import include, path
from django.views.i18n import set_language

from bonafide.capture.views import camera, flow, forms, handoff, look, rights

app_name = "capture"

_below = [
    path("flow", flow.flow, name="flow"),
    path("consent", forms.give_consent, name="consent"),
    path("show-id", forms.show_id, name="show_id"),
    path("forget-face", forms.forget_face, name="forget_face"),
    path("select", forms.select, name="select"),
    path("again", forms.again, name="again"),
    path("person", forms.person, name="person"),
    path("message", forms.message, name="message"),
    path("data", rights.data, name="data"),
    path("capture/start", camera.start, name="start"),
    path("capture/frame", camera.frame, name="frame"),
    path("capture/finish", camera.finish, name="finish"),
    path("capture/fail", camera.fail, name="fail"),
    path("progress", handoff.progress, name="progress"),
    path("phone", handoff.phone, name="phone"),
    path("language", set_language, name="language"),
    path("theme.css", look.theme, name="theme"),
]
urlpatterns = [path("", flow.open_link, name="open"), path("/", include(_below))]
