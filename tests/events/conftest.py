"""A tenant and a receiver that listens on this machine."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import Any

import pytest

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Environment, EnvironmentKind
from bonafide.vault import keys


class Receiver:
    """What came in, and what to answer next (a status, 200 when the list is empty)."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None: ...

        self.server: HTTPServer = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/in"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def allowed(receiver: Receiver, settings: Any) -> Receiver:
    """The same receiver, listed by the operator."""
    host = f"127.0.0.1:{receiver.port}"
    settings.BONAFIDE = dataclasses.replace(settings.BONAFIDE, webhook_private_hosts=host)
    return receiver


@pytest.fixture
def environment(db: None) -> Environment:
    keys.ensure_secrets()
    return accounts.create_environment(EnvironmentKind.SANDBOX, "events")
