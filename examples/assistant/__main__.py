"""Run the assistant: `python -m examples.assistant`. Settings: see `app.from_environment`."""

from __future__ import annotations

import os
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from examples.assistant.app import from_environment


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is given by the base class
        """Keep addresses and names out of the log."""


def main() -> None:
    """Serve until interrupted."""
    host, port = os.environ.get("ASSISTANT_HOST", "127.0.0.1"), int(os.environ.get("ASSISTANT_PORT", "8001"))
    with make_server(host, port, from_environment().app(), _Server, _Quiet) as server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
