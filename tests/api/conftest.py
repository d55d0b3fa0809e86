"""Two tenants with a key each, and a client that speaks JSON."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.inquiries.ground import ground

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Environment, EnvironmentKind
from bonafide.vault import keys

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Tenant:
    """An environment and its key."""

    environment: Environment
    key: str
    client: Client

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = b"" if body is None else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.key}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        url = path if path.startswith("/api/") else f"/api/v1{path}"
        return self.client.generic(method, url, data, content_type="application/json", headers=sent)

    def inquiry(self, reference: str = "user-1", **attributes: Any) -> str:
        sent = {"data": {"attributes": {"reference-id": reference, **attributes}}}
        answer = self.call("POST", "/inquiries", sent)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["data"]["id"])

    def grounded(self, reference: str = "user-1") -> str:
        """An inquiry whose applicant agreed and showed a document: only such a one can be approved."""
        identifier = self.inquiry(reference)
        ground(identifier)
        return identifier


def make_tenant(name: str, kind: EnvironmentKind = EnvironmentKind.SANDBOX) -> Tenant:
    environment = accounts.create_environment(kind, name)
    return Tenant(environment, accounts.create_key(environment, name), Client())


@pytest.fixture(autouse=True)
def _ready(db: None) -> None:
    keys.ensure_secrets()
    cache.clear()


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant("a")


@pytest.fixture
def other() -> Tenant:
    return make_tenant("b")


@pytest.fixture(scope="session")
def reference_openapi() -> dict[str, Any]:
    """Persona's published OpenAPI, the oracle for shapes."""
    folder = Path(os.environ.get("BONAFIDE_TEST_REFERENCE", ROOT.parent / "shared" / "reference"))
    found = sorted(folder.glob("persona-openapi-*/openapi-bundled.json"))
    if not found:
        pytest.skip("reference OpenAPI absent: set BONAFIDE_TEST_REFERENCE")
    described: dict[str, Any] = json.loads(found[-1].read_text())
    return described
