"""Declares the handlers of the durable jobs."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    """The room of inquiries."""

    name = "bonafide.inquiries"

    def ready(self) -> None:
        """Register the pipeline's jobs."""
        from bonafide.inquiries import pipeline  # noqa: F401, PLC0415 - registers its jobs on import
