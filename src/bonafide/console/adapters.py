"""How allauth behaves here: no open sign-up, TOTP secrets sealed at rest."""

from __future__ import annotations

import base64
import binascii

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest

from bonafide.errors import BonafideError


class SecondFactorUnreadableError(BonafideError):
    """The stored second factor was sealed with another web secret."""

    code = "second_factor_unreadable"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made at an invitation and nowhere else."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never; /console/join is the only way in."""
        del request
        return False


class MfaAdapter(DefaultMFAAdapter):
    """Keeps secrets of authenticators and recovery codes unreadable in a copy of the database."""

    def encrypt(self, text: str) -> str:
        """Seal with a key derived from the web secret (HKDF-SHA-256, RFC 5869; Fernet)."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open again. Raises SecondFactorUnreadableError."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except (InvalidToken, binascii.Error):
            raise SecondFactorUnreadableError(
                "The second factor cannot be read; the web secret was changed."
            ) from None


def _cipher() -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"bonafide staff second factor")
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
