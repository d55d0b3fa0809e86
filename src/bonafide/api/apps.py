"""The app of the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Names the app; its one table keeps answers for idempotency."""

    name = "bonafide.api"
    label = "api"
