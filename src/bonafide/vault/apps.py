"""Django app of the vault."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


def _overwrite_deleted(connection: Any, **_: Any) -> None:
    """Have SQLite overwrite deleted rows with zeros instead of leaving them in free pages."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


class VaultConfig(AppConfig):
    """Names the app and sets `secure_delete` on every SQLite connection."""

    name = "bonafide.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        connection_created.connect(_overwrite_deleted, dispatch_uid="bonafide.vault.secure_delete")
