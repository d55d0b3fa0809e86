"""Addresses of the console, under /console/. All but `join` and `language` need a second factor."""

from django.urls import path
from django.views.i18n import set_language

from bonafide.console.views import acts, entrance, inquiry, lists, people, rules

app_name = "console"

_one = "inquiries/<slug:inquiry_id>/"
urlpatterns = [
    path("", lists.queue, name="queue"),
    path("join", entrance.join, name="join"),
    path("enrol", entrance.enrol, name="enrol"),
    path("language", set_language, name="language"),
    path("search", lists.search, name="search"),
    path("log", lists.log, name="log"),
    path("rules", rules.rules, name="rules"),
    path("staff", people.people, name="people"),
    path("staff/invite", people.invite, name="invite"),
    path("staff/<slug:member_id>/suspend", people.suspend, name="suspend"),
    path("staff/<slug:member_id>/reinstate", people.reinstate, name="reinstate"),
    path(_one, inquiry.page, name="inquiry"),
    path(_one + "open", acts.open_evidence, name="open"),
    path(_one + "close", acts.close_evidence, name="close"),
    path(_one + "decide", acts.decide, name="decide"),
    path(_one + "erase", acts.erase, name="erase"),
    path(_one + "messages/<slug:message_id>/answered", acts.answered, name="answered"),
    path(_one + "pictures/<slug:verification_id>/<slug:name>", acts.picture, name="picture"),
]
