"""Every setting an operator can make, read once from the environment. docs/settings.md lists them all."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path

from bonafide import database
from bonafide.errors import InvalidInputError

MOST_PORTS = 65_535


@dataclass(frozen=True, slots=True)
class Config:
    """Operator settings. Each field is the environment variable BONAFIDE_<NAME>."""

    data: Path = field(
        default=Path("data"), metadata={"doc": "Folder for database, encrypted blobs, secrets"}
    )
    port: int = field(
        default=8000, metadata={"doc": "Port of the web server; the demo assistant takes the next"}
    )
    host: str = field(default="127.0.0.1", metadata={"doc": "Address the web server listens on"})
    allowed_hosts: str = field(
        default="",
        metadata={"doc": "Comma list of further host names under which browsers may reach this server"},
    )
    public_url: str = field(
        default="",
        metadata={"doc": "HTTPS address under which phones reach this server; empty means localhost"},
    )
    database_url: str = field(
        default="",
        metadata={"doc": "postgresql://user:password@host/name; empty means SQLite in the data folder"},
    )
    brand_name: str = field(default="Bonafide", metadata={"doc": "Name shown to applicants"})
    brand_colour: str = field(
        default="#0f5c4d", metadata={"doc": "Accent colour of the applicant pages, #rrggbb"}
    )
    contact: str = field(
        default="", metadata={"doc": "Address shown beside the contact form, such as an e-mail"}
    )
    worker_slots: int = field(
        default=1, metadata={"doc": "Verifications examined at the same time by one worker"}
    )
    hint_processes: int = field(default=1, metadata={"doc": "Processes that look at live camera frames"})
    face_model: str = field(
        default="",
        metadata={"doc": "Description (YAML) of a face model of your own; empty means the shipped one"},
    )
    face_duplicates: bool = field(
        default=False,
        metadata={"doc": "1 searches the same face on other accounts, for people who agreed to it apart"},
    )
    face_again: bool = field(
        default=False,
        metadata={"doc": "1 lets people be recognised later by their face alone, who agreed to it apart"},
    )
    chip_master_list: str = field(
        default="",
        metadata={
            "doc": "Path of a signed list (.ml) of the states' chip authorities; empty: no chip is trusted"
        },
    )
    chip_roots: str = field(
        default="",
        metadata={"doc": "Comma list of paths of the certificates under which that list was signed"},
    )
    qr_certificates: str = field(
        default="",
        metadata={"doc": "Comma list of paths of certificates of authorities that sign QR codes (Aadhaar)"},
    )
    webhook_private_hosts: str = field(
        default="", metadata={"doc": "Comma list of host:port that webhooks may reach on private networks"}
    )
    kek: str = field(
        default="", metadata={"doc": "Base64 key-encryption key; empty means the key file is used"}
    )
    kek_previous: str = field(
        default="",
        metadata={"doc": "Base64 of the key before it, only while keys are rotated with `BONAFIDE_KEK` set"},
    )
    ledger_origin: str = field(
        default="bonafide.local/ledger",
        metadata={"doc": "Name of the ledger on its signed checkpoints; set it once, before the first start"},
    )
    debug: bool = field(default=False, metadata={"doc": "1 shows Django's error pages; never in production"})

    @property
    def wildcard(self) -> bool:
        """Whether the web server listens on every address of this machine."""
        return self.host in {"0.0.0.0", "::", "[::]"}  # noqa: S104 - compared, not bound

    @property
    def host_names(self) -> list[str]:
        """Host names that a request may carry, besides localhost and the public address."""
        own = [] if self.wildcard else [in_url(self.host)]
        return own + [name.strip() for name in self.allowed_hosts.split(",") if name.strip()]

    @property
    def base_url(self) -> str:
        """Where links lead: the public address, else this machine."""
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"


def in_url(host: str) -> str:
    """Return the host as it stands in an address: an IPv6 number in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _convert(name: str, kind: str, raw: str) -> object:
    if kind == "Path":
        return Path(raw)
    if kind == "bool":
        return raw.lower() in {"1", "true", "yes"}
    if kind == "int":
        try:
            return int(raw)
        except ValueError:
            raise InvalidInputError(
                f"{name} must be a whole number, not {raw!r}.", code="bad_setting"
            ) from None
    return raw


def variable(name: str) -> str:
    """Name of the environment variable of a setting."""
    return f"BONAFIDE_{name.upper()}"


def load(environ: dict[str, str] | None = None) -> Config:
    """Read the settings. Raises InvalidInputError (bad_setting) with the variable's name."""
    env = os.environ if environ is None else environ
    given = {
        f.name: _convert(variable(f.name), str(f.type), env[variable(f.name)])
        for f in fields(Config)
        if env.get(variable(f.name), "") != ""
    }
    config = Config(**given)  # type: ignore[arg-type]
    if config.public_url and not config.public_url.startswith(("https://", "http://")):
        raise InvalidInputError(
            "BONAFIDE_PUBLIC_URL must start with https:// or http://.", code="bad_setting"
        )
    if config.database_url:
        database.require(config.database_url)
    if not 1 <= config.port < MOST_PORTS:
        raise InvalidInputError(
            f"BONAFIDE_PORT must lie between 1 and {MOST_PORTS - 1}: the demo assistant takes the next.",
            code="bad_setting",
        )
    return config


def django_key(data: Path) -> str | None:
    """The web secret from the secrets folder, None before `bonafide up` has made it."""
    file = data / "secrets" / "django_key"
    return file.read_text().strip() if file.is_file() else None
