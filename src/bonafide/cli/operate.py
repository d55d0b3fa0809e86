"""Commands for operators. Django is set up before this module is imported."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from django.utils import timezone

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Account, Environment
from bonafide.cli import migration, secret_file
from bonafide.cli import move as moving
from bonafide.console import staff
from bonafide.console.models import Role
from bonafide.errors import ConflictError, NotFoundError
from bonafide.inquiries import access, redaction
from bonafide.ledger.verify import verify
from bonafide.vault import keys
from bonafide.vault import service as vault


def migrate(_args: argparse.Namespace) -> int:
    """Bring the database to this version."""
    keys.ensure_secrets()
    migration.migrate(verbosity=1)
    return 0


def move(_args: argparse.Namespace) -> int:
    """Copy the SQLite file of the data folder into PostgreSQL."""
    print(f"copied {moving.move()} rows; the ledger holds there as it did here")
    return 0


def invite(args: argparse.Namespace) -> int:
    """Print a one-time address for a member of staff."""
    print(staff.invite(Role(args.role)))
    return 0


def key(args: argparse.Namespace) -> int:
    """Make and print an API key."""
    print(accounts.create_key(_environment(args.environment), args.label))
    return 0


def export(args: argparse.Namespace) -> int:
    """Write all that is held on an applicant into a new file that only its owner reads."""
    account, out = _account(args), Path(args.out)
    if out.exists() or not out.parent.is_dir():
        raise ConflictError(f"{out} is there already, or its folder is not; name another file.")
    secret_file.write_new(out, json.dumps(access.copy_of(account, actor="cli"), indent=2, ensure_ascii=False))
    print(f"{out} holds personal data in the clear: hand it over, then delete it")
    return 0


def erase(args: argparse.Namespace) -> int:
    """Erase an applicant and print the receipt."""
    print(json.dumps(redaction.erase_applicant(_account(args), actor="cli"), indent=2))
    return 0


def sweep(_args: argparse.Namespace) -> int:
    """Delete what is past its clock."""
    report = vault.sweep(timezone.now())
    print(f"deleted {report.blobs} values and {report.orphans} stray files; {report.overdue} overdue remain")
    return 0 if report.overdue == 0 else 1


def ledger_verify(_args: argparse.Namespace) -> int:
    """Recompute the whole log; exit status 1 when anything does not hold."""
    report = verify()
    print(f"{report.size} leaves, {report.checkpoints} checkpoints, {report.covered} leaves signed")
    for problem in report.problems:
        print(f"{problem.code} at leaf {problem.index}: {problem.message}")
    print(
        "nothing was rewritten"
        if report.ok
        else f"{report.count} problems, the first at {report.first_wrong}"
    )
    return 0 if report.ok else 1


def _account(args: argparse.Namespace) -> Account:
    environment = _environment(args.environment)
    by_id = Account.objects.filter(environment=environment, pk=args.reference).first()
    account = by_id or accounts.find(environment, args.reference)
    if account is None:
        raise NotFoundError(f"There is no account of that reference in {args.environment}.")
    return account


def _environment(kind: str) -> Environment:
    found = Environment.objects.filter(kind=kind).order_by("created_at").first()
    if found is None:
        raise NotFoundError(f"There is no {kind} environment yet; run `bonafide up` once.")
    return found
