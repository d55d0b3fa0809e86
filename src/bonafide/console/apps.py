"""Start of the console: what it listens to."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Django's name for this room."""

    name = "bonafide.console"

    def ready(self) -> None:
        """Connect the listeners."""
        from bonafide.console import listeners  # noqa: PLC0415 - models are loaded by now

        listeners.connect()
