"""Who comes in: by invitation, with a second factor, until suspended."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bonafide.console import gate, staff, urls
from bonafide.console.models import Invitation, Role, StaffMember
from bonafide.inquiries.models import Inquiry
from bonafide.ledger.models import Leaf
from tests.console import made

PASSWORD = "four plain words here"
_ARGS = {
    "inquiry_id": "inq_x",
    "message_id": "msg_x",
    "verification_id": "ver_x",
    "name": "portrait",
    "member_id": "stf_x",
}


@pytest.fixture(autouse=True)
def _half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The half minute of a one-time code does not end between making the code and typing it."""
    began = time.time()
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: began))


def _guarded() -> Iterator[str]:
    """Every address of the console that needs staff, from the table of addresses itself."""
    for pattern in urls.urlpatterns:
        if pattern.name not in gate.OPEN:
            names = pattern.pattern.converters
            yield reverse(f"console:{pattern.name}", kwargs={name: _ARGS[name] for name in names})


def _code_now(user: User) -> str:
    secret = Authenticator.objects.get(user=user, type="totp").wrap()
    from allauth.mfa.utils import decrypt  # noqa: PLC0415

    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(decrypt(secret.instance.data["secret"]), counter))


@pytest.mark.django_db
def test_every_address_sends_strangers_to_the_login() -> None:
    addresses = list(_guarded())
    assert len(addresses) > 12
    for address in addresses:
        for answer in (Client().get(address), Client().post(address)):
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/accounts/login/"), address


@pytest.mark.django_db
def test_every_address_sends_staff_without_second_factor_to_enrolment() -> None:
    client = made.logged_in(made.member("new", Role.ADMIN, enrolled=False), proved=False)
    for address in _guarded():
        if address == reverse("console:enrol"):
            continue
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302, address
            assert answer["Location"] == reverse("console:enrol"), address
    assert client.get(reverse("console:enrol")).status_code == 200
    assert client.get(reverse("account_change_password"))["Location"] == reverse("console:enrol")


@pytest.mark.django_db
def test_an_enrolled_person_whose_session_did_not_prove_the_factor_is_logged_out() -> None:
    client = made.logged_in(made.member("rita"), proved=False)
    answer = client.get(reverse("console:queue"))
    assert answer["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_login_that_is_not_staff_is_shut_out() -> None:
    client = Client()
    client.force_login(User.objects.create(username="nobody"))
    assert client.get(reverse("console:queue"))["Location"].startswith("/accounts/login/")


def test_the_session_ends_after_twelve_hours(reviewer: StaffMember) -> None:
    old = made.logged_in(reviewer, at=time.time() - gate.SESSION_SECONDS - 5)
    assert old.get(reverse("console:queue"))["Location"].startswith("/accounts/login/")
    young = made.logged_in(reviewer, at=time.time() - gate.SESSION_SECONDS + 60)
    assert young.get(reverse("console:queue")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_joining_leads_over_the_second_factor_into_the_console() -> None:
    code = staff.invite(Role.REVIEWER).rpartition("code=")[2]
    client = Client()
    page = client.get(f"/console/join?code={code}")
    assert page.status_code == 200
    typed = {"code": code, "username": "newcomer", "password": PASSWORD}
    assert client.post("/console/join", typed)["Location"] == reverse("console:enrol")
    assert client.get(reverse("console:queue"))["Location"] == reverse("console:enrol")
    setup = client.get(reverse("mfa_activate_totp"))
    assert b"data:image/svg+xml;base64," in setup.content
    secret = setup.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    done = client.post(reverse("mfa_activate_totp"), {"code": format_hotp_value(hotp_value(secret, counter))})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    first = client.get(reverse("mfa_view_recovery_codes"))
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert codes[0] in first.content.decode()
    assert codes[0] not in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert client.get(reverse("console:queue")).status_code == 200
    assert secret not in str(Authenticator.objects.get(type="totp").data)


@pytest.mark.django_db(transaction=True)
def test_login_asks_for_the_code_before_it_opens_anything() -> None:
    user = made.member("rita").user
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    answer = client.post("/accounts/login/", {"login": "rita", "password": PASSWORD})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("console:queue"))["Location"].startswith("/accounts/login/")
    client.post("/accounts/login/", {"login": "rita", "password": PASSWORD})
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    client.post(reverse("mfa_authenticate"), {"code": _code_now(user)})
    assert client.get(reverse("console:queue")).status_code == 200


@pytest.mark.django_db
def test_guessing_passwords_is_slowed_down() -> None:
    user = made.member("rita").user
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    for _ in range(5):
        client.post("/accounts/login/", {"login": "rita", "password": "wrong one here"})
    answer = client.post("/accounts/login/", {"login": "rita", "password": PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_an_invitation_works_once() -> None:
    code = staff.invite(Role.ADMIN).rpartition("code=")[2]
    typed = {"code": code, "username": "first", "password": PASSWORD}
    assert Client().post("/console/join", typed).status_code == 302
    again = Client().post("/console/join", {**typed, "username": "second"})
    assert again.status_code == 403
    assert not User.objects.filter(username="second").exists()
    member = StaffMember.objects.get(user__username="first")
    assert member.role == Role.ADMIN
    bodies = list(Leaf.objects.filter(kind="staff").values_list("body", flat=True))
    assert any(member.pk in body and '"action":"joined"' in body for body in bodies)


@pytest.mark.django_db
def test_invitations_end_and_weak_passwords_are_refused() -> None:
    code = staff.invite(Role.REVIEWER).rpartition("code=")[2]
    weak = Client().post("/console/join", {"code": code, "username": "new", "password": "short"})
    assert weak.status_code == 200
    assert weak.context["form"].errors["password"]
    assert not User.objects.exists()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(f"/console/join?code={code}").status_code == 403
    assert Client().get("/console/join?code=unknown").status_code == 403


@pytest.mark.django_db
def test_there_is_no_other_door() -> None:
    client = Client()
    typed = {"username": "x", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/signup/", typed).status_code == 200
    assert not User.objects.exists()
    assert client.get("/accounts/password/reset/").status_code == 404
    assert client.get("/accounts/email/").status_code == 404
    assert client.get("/admin/").status_code == 404
    assert client.get("/admin/login/").status_code == 404


def test_suspension_ends_sessions_and_locks_out(
    client: Client, reviewer: StaffMember, admin: StaffMember, admin_client: Client, case: Inquiry
) -> None:
    assert client.get(reverse("console:inquiry", args=[case.pk])).status_code == 200
    assert admin_client.post(reverse("console:suspend", args=[reviewer.pk])).status_code == 302
    assert client.get(reverse("console:inquiry", args=[case.pk]))["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session
    reviewer.user.refresh_from_db()
    assert not reviewer.user.is_active
    body = Leaf.objects.filter(kind="staff").last()
    assert body is not None
    assert f'"actor":"{admin.pk}"' in body.body
    assert '"action":"suspended"' in body.body
    assert admin_client.post(reverse("console:suspend", args=[admin.pk])).status_code == 409
    assert admin_client.post(reverse("console:reinstate", args=[reviewer.pk])).status_code == 302
    reviewer.user.refresh_from_db()
    assert reviewer.user.is_active


def test_sensitive_acts_ask_for_the_password_again(admin: StaffMember) -> None:
    client = made.logged_in(admin, at=time.time() - 3600)
    answer = client.post(reverse("console:invite"), {"role": "admin"})
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert not Invitation.objects.exists()
    assert client.get(reverse("console:people")).status_code == 200


def test_the_address_of_an_invitation_is_shown_once(admin_client: Client) -> None:
    answer = admin_client.post(reverse("console:invite"), {"role": "reviewer"})
    code = answer.context["address"].rpartition("code=")[2]
    assert code in answer.content.decode()
    assert staff.invitation(code).role == Role.REVIEWER
    assert code not in admin_client.get(reverse("console:people")).content.decode()


def test_reviewers_do_not_reach_what_admins_do(client: Client, admin: StaffMember, case: Inquiry) -> None:
    assert client.get(reverse("console:people")).status_code == 403
    assert client.post(reverse("console:invite"), {"role": "admin"}).status_code == 403
    assert client.post(reverse("console:suspend", args=[admin.pk])).status_code == 403
    erase = client.post(reverse("console:erase", args=[case.pk]), {"confirmation": case.pk[-6:]})
    assert erase.status_code == 403
    assert Inquiry.objects.get(pk=case.pk).redacted_at is None
