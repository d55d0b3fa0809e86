"""What `bonafide up` prepares in the database, and the few lines it prints."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bonafide.cli.secret_file import write_secret
from bonafide.config import Config

if TYPE_CHECKING:  # models can only be imported after the secrets are made and Django is set up
    from bonafide.accounts.models import Environment

_DEMO = "demo assistant"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the supervisor needs to know after the database stands."""

    sandbox_key: str
    webhook_secret: str
    invitation: str
    assistant_env: dict[str, str]

    def welcome(self, config: Config) -> str:
        """The lines a newcomer reads."""
        base = config.base_url
        lines = [
            "",
            "Bonafide is running. Ctrl-C stops it; starting again continues where it was.",
            "",
            f"  Demo assistant  http://localhost:{config.port + 1}/",
            f"  Hosted flow     {base}/verify   (each applicant gets a link of their own)",
            f"  Console         {base}/console/",
        ]
        if self.invitation:
            lines.append(f"  Staff, join at  {self.invitation}   (works once)")
        lines += [
            f"  API             {base}/api/v1   described at {base}/api/docs",
            f"  Sandbox key     {self.sandbox_key}",
            f"  Data            {config.data.resolve()}",
            "",
        ]
        return "\n".join(lines)


def prepare_database(config: Config) -> Facts:
    """Migrate; make both sides of the platform, a key and a webhook for the demo; invite the first staff."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafide.settings")
    import django  # noqa: PLC0415 - settings read the secrets made just before

    django.setup()
    from bonafide.cli import migration  # noqa: PLC0415
    from bonafide.vault import keys  # noqa: PLC0415

    keys.ensure_secrets()
    migration.migrate(verbosity=0)
    return _facts(config)


def _facts(config: Config) -> Facts:
    from bonafide.accounts.models import Environment, EnvironmentKind  # noqa: PLC0415
    from bonafide.console import staff  # noqa: PLC0415
    from bonafide.console.models import Role, StaffMember  # noqa: PLC0415

    folder = config.data / "secrets"
    for kind in EnvironmentKind:
        Environment.objects.get_or_create(kind=kind, defaults={"name": kind.label})
    sandbox = Environment.objects.get(kind=EnvironmentKind.SANDBOX)
    key = write_secret(folder / "sandbox_key")
    _keep_key(sandbox, key)
    secret = _demo_webhook(sandbox, f"http://localhost:{config.port + 1}/webhooks/bonafide")
    invitation = "" if StaffMember.objects.exists() else staff.invite(Role.ADMIN)
    env = {
        "ASSISTANT_PORT": str(config.port + 1),
        "ASSISTANT_DATA": str((config.data / "assistant").resolve()),
        "BONAFIDE_API": f"http://localhost:{config.port}/api/v1",
        "BONAFIDE_API_KEY": key,
        "BONAFIDE_WEBHOOK_SECRET": secret,
    }
    return Facts(key, secret, invitation, env)


def _keep_key(environment: Environment, key: str) -> None:
    from bonafide.accounts.models import ApiKey  # noqa: PLC0415
    from bonafide.ids import token_digest  # noqa: PLC0415

    ApiKey.objects.get_or_create(
        digest=token_digest(key), defaults={"environment": environment, "label": "sandbox key of the demo"}
    )


def _demo_webhook(environment: Environment, url: str) -> str:
    from bonafide.events import webhooks  # noqa: PLC0415

    mine = [hook for hook in webhooks.of(environment) if hook.name == _DEMO]
    for hook in mine:
        if hook.url != url:  # the port was changed since
            webhooks.remove(environment, hook.pk)
    kept = next((hook for hook in mine if hook.url == url), None)
    return webhooks.secret_of(kept or webhooks.create(environment, url, name=_DEMO))
