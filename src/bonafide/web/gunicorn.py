"""How gunicorn serves. One process: what the camera page sends is judged in its memory, never on disk."""

import os
from typing import Any

from bonafide.config import in_url, load

_config = load()
bind = f"{in_url(_config.host)}:{_config.port}"
workers = 1
worker_class = "gthread"
threads = 16
timeout = 90
graceful_timeout = 3
keepalive = 15
accesslog = None
errorlog = "-"
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 - gunicorn's heartbeat file
control_socket_disable = True


def post_worker_init(_worker: Any) -> None:
    """Start the engine before the first person comes."""
    from bonafide import enginehost, lifeline  # noqa: PLC0415 - after the fork

    lifeline.hold(os.getppid())
    enginehost.pool(_config.hint_processes, live=True).warm()
