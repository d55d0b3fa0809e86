"""The app of events."""

from importlib import import_module

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Declares the delivery job where models are ready."""

    name = "bonafide.events"
    label = "events"

    def ready(self) -> None:
        """Register the job's handler."""
        import_module("bonafide.events.delivery")
