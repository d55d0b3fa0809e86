"""Only the API, as the server mounts it."""

from django.urls import include, path

urlpatterns = [path("api/", include("bonafide.api.urls"))]
