"""Which command does what. Commands that need the database set Django up first."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from bonafide import __version__
from bonafide.cli import calibrate_arguments as arguments
from bonafide.errors import BonafideError

Run = Callable[[argparse.Namespace], int]


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafide.settings")
    import django  # noqa: PLC0415 - `bonafide check` works without a database

    django.setup()


def _up(_args: argparse.Namespace) -> int:
    from bonafide.cli.up import up  # noqa: PLC0415

    return up()


def _worker(_args: argparse.Namespace) -> int:
    _django()
    from bonafide.cli.worker import work  # noqa: PLC0415

    return work()


def _operate(name: str) -> Run:
    def run(args: argparse.Namespace) -> int:
        _django()
        from bonafide.cli import operate  # noqa: PLC0415

        command: Run = getattr(operate, name)
        return command(args)

    return run


def _check(args: argparse.Namespace) -> int:
    from bonafide.cli.check import check  # noqa: PLC0415

    return check(args)


def _calibrate(args: argparse.Namespace) -> int:
    from bonafide.cli import calibrate  # noqa: PLC0415

    return calibrate.run(args)


def parser() -> argparse.ArgumentParser:
    """Build the command line."""
    top = argparse.ArgumentParser(
        prog="bonafide",
        description="Identity verification that you run yourself.",
        epilog="Settings are environment variables such as BONAFIDE_DATA and BONAFIDE_PORT: docs/settings.md. "
        "Start with `bonafide up`.",
    )
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, says: str, run: Run) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=says, description=says)
        command.set_defaults(run=run)
        return command

    add("up", "Prepare the data folder, start web, worker and the demo assistant; Ctrl-C stops all.", _up)
    add("migrate", "Bring the database to this version.", _operate("migrate"))
    add("move", "Copy the SQLite file of the data folder into BONAFIDE_DATABASE_URL.", _operate("move"))
    add("worker", "Do the durable jobs until stopped.", _worker)
    check = add("check", "Examine pictures from the command line and print what was found.", _check)
    check.add_argument("--document", required=True, metavar="FRONT", help="photograph of the front")
    check.add_argument("--back", metavar="BACK", help="photograph of the back")
    check.add_argument("--selfie", metavar="IMAGE_OR_VIDEO", help="photograph or video of the face")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.add_argument("--report", metavar="OUT.html", help="write a page with pictures")
    check.add_argument("--today", metavar="YYYY-MM-DD", help="judge ages and expiry as of this day")
    check.add_argument("--sandbox", action="store_true", help="accept the specimen state UTO")
    invite = add("invite", "Print a one-time address at which a member of staff joins.", _operate("invite"))
    invite.add_argument(
        "--role", choices=["reviewer", "admin"], default="reviewer", help="what they may do (reviewer)"
    )
    key = add("key", "Make an API key; it is printed once.", _operate("key"))
    key.add_argument("environment", choices=["sandbox", "production"], help="which side it opens")
    key.add_argument("--label", default="from the command line", help="a note on what it is for")
    says = "Write a copy of all that is held on an applicant, as the person may ask for it."
    export = add("export", says, _operate("export"))
    export.add_argument("--out", metavar="FILE.json", required=True, help="a file that is not there yet")
    _of_whom(export)
    _of_whom(add("erase", "Erase an applicant now: every key, picture and field.", _operate("erase")))
    add("sweep", "Delete everything whose time is up.", _operate("sweep"))
    ledger = add("ledger", "Check that the log was not rewritten.", _operate("ledger_verify"))
    ledger.add_argument("action", choices=["verify"], help="recompute every leaf, root and signature")
    says = "Set and report the thresholds of a face model on pairs of pictures of your own."
    arguments.add(add("calibrate", says, _calibrate))
    return top


def _of_whom(command: argparse.ArgumentParser) -> None:
    command.add_argument("reference", help="the platform's reference, or an account id (act_...)")
    kinds = ["sandbox", "production"]
    command.add_argument(
        "--environment", choices=kinds, default="production", help="production where not said"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; errors made on purpose become one sentence and exit status 2."""
    args = parser().parse_args(argv)
    run: Run = args.run
    try:
        return run(args)
    except BonafideError as error:
        print(f"bonafide: {error.message}", file=sys.stderr)
        return 2
