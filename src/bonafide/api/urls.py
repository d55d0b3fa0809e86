"""Addresses below /api/."""

from django.urls import URLPattern, URLResolver, path, re_path

from bonafide.api import answers, documents
from bonafide.api.base import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("docs", documents.page, name="api-docs"),
    path("openapi.json", documents.openapi, name="api-openapi"),
    path("v1/", api.urls),
    re_path(r"^.*$", answers.missing),
]
