"""A reviewer, a second one, an admin, and an inquiry that waits."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from bonafide.console.models import Role, StaffMember
from bonafide.inquiries.models import Inquiry
from tests.console import made


@pytest.fixture(autouse=True)
def _fresh_rate_limits() -> None:
    cache.clear()


@pytest.fixture
def reviewer(db: None) -> StaffMember:
    return made.member("rita")


@pytest.fixture
def admin(db: None) -> StaffMember:
    return made.member("anna", Role.ADMIN)


@pytest.fixture
def client(reviewer: StaffMember) -> Client:
    """The reviewer's browser."""
    return made.logged_in(reviewer)


@pytest.fixture
def admin_client(admin: StaffMember) -> Client:
    """The admin's browser."""
    return made.logged_in(admin)


@pytest.fixture
def case(db: None) -> Inquiry:
    return made.inquiry()
