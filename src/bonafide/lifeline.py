"""A process that ends with the one that started it, however that one ended: `python -m bonafide.lifeline`.

The kernel's own signal for this (prctl PR_SET_PDEATHSIG) follows the thread that started the process, not the
process, so the number of the parent is watched instead.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
import time
from collections.abc import Sequence

LOOK_EVERY_S = 0.5


def hold(parent: int) -> None:
    """End this process within a second of the end of process `parent`, also while it computes."""
    threading.Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY_S)
    os._exit(1)


def command(module: str, *args: str) -> list[str]:
    """Return the command that runs a module as `python -m` does and ends with the process that starts it."""
    return [sys.executable, "-m", "bonafide.lifeline", str(os.getpid()), module, *args]


def main(argv: Sequence[str]) -> None:
    """Run a module of Python: number of the parent, name of the module, its arguments."""
    parent, module, *args = argv
    hold(int(parent))
    sys.argv = [module, *args]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
