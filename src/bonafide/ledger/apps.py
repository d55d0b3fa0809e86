"""Django app of the ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Names the app."""

    name = "bonafide.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
