"""Django settings; the complete version follows with the rooms."""

SECRET_KEY = "replaced-by-the-secrets-folder"  # noqa: S105 - replaced before anything is served
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
INSTALLED_APPS: list[str] = []
USE_TZ = True
