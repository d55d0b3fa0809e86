"""Environments, keys and accounts: make and find them."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone

from bonafide.accounts.models import Account, ApiKey, Environment, EnvironmentKind
from bonafide.errors import ErasedError, ForbiddenError, NotFoundError
from bonafide.ids import token_digest
from bonafide.rows import hold
from bonafide.vault import service as vault

_KIND = "account-reference"


def create_environment(kind: EnvironmentKind, name: str) -> Environment:
    """Make a tenant's side."""
    return Environment.objects.create(kind=kind, name=name)


def create_key(environment: Environment, label: str) -> str:
    """Make a bearer key and return it; it cannot be shown again."""
    key = f"bonafide_{environment.kind}_{secrets.token_urlsafe(32)}"
    ApiKey.objects.create(environment=environment, digest=token_digest(key), label=label)
    return key


def environment_of(key: str) -> Environment:
    """The environment a bearer key opens. Raises ForbiddenError."""
    found = (
        ApiKey.objects.select_related("environment").filter(digest=token_digest(key), revoked_at=None).first()
    )
    if found is None:
        raise ForbiddenError("This API key is unknown or revoked.", code="bad_key")
    return found.environment


def revoke_key(key_id: str) -> None:
    """Shut a key for good."""
    ApiKey.objects.filter(pk=key_id, revoked_at=None).update(revoked_at=timezone.now())


def reference_index(environment: Environment, reference: str) -> str:
    """Keyed hash under which a reference is found."""
    return vault.blind_index(f"{_KIND}:{environment.pk}", reference, exact=True)


@transaction.atomic
def get_or_create(environment: Environment, reference: str) -> Account:
    """The account behind the platform's reference, made at first sight.

    It is held until the caller's transaction ends: an erasure of the account comes before or after it.
    """
    index = reference_index(environment, reference)
    same = hold(Account.objects.filter(environment=environment, reference_index=index))
    found = same.first()
    if found is not None:
        return found
    try:
        return _make(environment, reference, index)
    except IntegrityError:  # made by another transaction since we looked
        return same.get()


@transaction.atomic
def _make(environment: Environment, reference: str, index: str) -> Account:
    subject = vault.create_subject(environment.pk)
    blob = vault.seal_json(subject, "reference", reference, purpose="find the account again")
    return Account.objects.create(
        environment=environment, subject=subject, reference_index=index, reference_blob=blob.pk
    )


def create_anonymous(environment: Environment) -> Account:
    """An account without a reference, for an inquiry that names none."""
    return Account.objects.create(environment=environment, subject=vault.create_subject(environment.pk))


def find(environment: Environment, reference: str) -> Account | None:
    """The account behind a reference, if there is one."""
    index = reference_index(environment, reference)
    return Account.objects.filter(environment=environment, reference_index=index).first()


def reference_of(account: Account) -> str | None:
    """The platform's reference, None once erased or never given."""
    if not account.reference_blob or account.subject.erased_at is not None:
        return None
    try:
        return str(vault.open_json(account.reference_blob))
    except (ErasedError, NotFoundError):  # its clock ran out
        return None
