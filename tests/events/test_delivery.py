from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from tests.events.conftest import Receiver

from bonafide.accounts import service as accounts
from bonafide.accounts.models import Environment
from bonafide.events import delivery, service, webhooks
from bonafide.events.models import Delivery, DeliveryState, Event, Webhook
from bonafide.jobs import queue
from bonafide.jobs.models import Job, JobState
from bonafide.jobs.worker import _handle
from bonafide.vault import erasure

pytestmark = pytest.mark.django_db


def _record(environment: Environment, reference: str = "user-5") -> None:
    account = accounts.get_or_create(environment, reference)
    payload = {"id": "inq_1", "status": "approved", "account": account.pk, "rule": "r@1"}
    service.record(environment, "inquiry.approved", "inq_1", payload)


def _work() -> Job:
    """One claim and one try, as a worker's slot does it, with every delay skipped."""
    Job.objects.filter(state=JobState.QUEUED).update(run_after=timezone.now() - timedelta(seconds=1))
    job = queue.claim("test:0:0", [service.DELIVER])
    assert job is not None
    _handle(job)
    job.refresh_from_db()
    return job


def test_a_webhook_is_told_once_signed_with_the_reference(
    environment: Environment, allowed: Receiver
) -> None:
    hook = webhooks.create(environment, allowed.url)
    _record(environment)
    assert _work().state == JobState.DONE
    [(headers, body)] = allowed.got
    told: dict[str, Any] = json.loads(body)["data"]
    Verifier(webhooks.secret_of(hook)).verify(body, headers)
    inquiry = told["attributes"]["payload"]["data"]
    assert (told["attributes"]["name"], inquiry["id"]) == ("inquiry.approved", "inq_1")
    assert (inquiry["attributes"]["status"], inquiry["attributes"]["reference-id"]) == ("approved", "user-5")
    assert headers["webhook-id"] == told["id"]
    assert (headers["persona-webhook-attempts-made"], headers["persona-webhook-attempts-left"]) == ("1", "9")
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.status_code) == (DeliveryState.DELIVERED, 1, 200)


def test_the_row_and_the_job_do_not_hold_the_reference(environment: Environment, allowed: Receiver) -> None:
    webhooks.create(environment, allowed.url)
    _record(environment, "canary-reference")
    rows = [*Delivery.objects.values(), *Job.objects.values(), *Event.objects.values()]
    assert "canary" not in repr(rows)


def test_refusals_are_tried_ten_times_then_given_up(environment: Environment, allowed: Receiver) -> None:
    webhooks.create(environment, allowed.url)
    _record(environment)
    allowed.answers = [500, 404, 302, 429] + [503] * 6
    states = [_work().state for _ in range(10)]
    assert states == [JobState.QUEUED] * 9 + [JobState.DEAD]
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.error) == (DeliveryState.FAILED, 10, "status_503")
    assert len({headers["webhook-id"] for headers, _ in allowed.got}) == 1
    assert [headers["persona-webhook-attempts-left"] for headers, _ in allowed.got][-1] == "0"
    assert queue.claim("test:0:0", [service.DELIVER]) is None


def test_success_after_a_refusal_ends_the_tries(environment: Environment, allowed: Receiver) -> None:
    webhooks.create(environment, allowed.url)
    _record(environment)
    allowed.answers = [500, 201]
    _work()
    assert Delivery.objects.get().error == "status_500"
    assert _work().state == JobState.DONE
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.error) == (DeliveryState.DELIVERED, 2, "")


def test_replay_after_failure_delivers_under_the_same_id(environment: Environment, allowed: Receiver) -> None:
    webhooks.create(environment, allowed.url)
    _record(environment)
    Delivery.objects.update(state=DeliveryState.FAILED)
    _work()
    assert allowed.got == []
    assert webhooks.replay(Event.objects.get()) == 1
    _work()
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
    assert allowed.got[0][0]["webhook-id"] == Event.objects.get().pk


@pytest.mark.parametrize("change", [{"enabled": False}, None])
def test_what_was_switched_off_or_removed_is_not_told(
    environment: Environment, allowed: Receiver, change: dict[str, bool] | None
) -> None:
    webhooks.create(environment, allowed.url)
    _record(environment)
    if change is None:
        Webhook.objects.all().delete()
    else:
        Webhook.objects.update(**change)
    assert _work().state == JobState.DONE
    assert allowed.got == []


def test_a_private_address_is_never_called(environment: Environment, receiver: Receiver) -> None:
    webhooks.create(environment, f"https://localhost:{receiver.port}/in")
    _record(environment)
    _work()
    assert Delivery.objects.get().error == "address_refused"
    assert receiver.got == []


def test_a_worker_that_lost_its_lease_leaves_no_trace(environment: Environment, allowed: Receiver) -> None:
    webhooks.create(environment, allowed.url)
    _record(environment)
    job = queue.claim("test:0:0", [service.DELIVER])
    assert job is not None
    Job.objects.update(owner="another", attempts=9)
    with pytest.raises(queue.LeaseLostError):
        delivery.deliver(job)
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == (DeliveryState.PENDING, 0)


def test_an_erased_account_is_told_of_without_its_reference(
    environment: Environment, allowed: Receiver
) -> None:
    webhooks.create(environment, allowed.url)
    _record(environment)
    account = accounts.find(environment, "user-5")
    assert account is not None
    erasure.erase_subject(account.subject, now=timezone.now())
    _work()
    body = json.loads(allowed.got[0][1])
    assert body["data"]["attributes"]["payload"]["data"]["attributes"]["reference-id"] is None
