"""Django app of the traces."""

from django.apps import AppConfig


class TracesConfig(AppConfig):
    """Names the app."""

    name = "bonafide.traces"
    label = "traces"
