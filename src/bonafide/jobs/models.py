"""The table of jobs. A row carries identifiers only, never evidence or personal data."""

from typing import ClassVar

from django.db import models

from bonafide.ids import new_id


def _job_id() -> str:
    return new_id("job")


class JobState(models.TextChoices):
    """Life of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Job(models.Model):
    """One piece of work, done at least once, its effect committed once.

    `attempts` counts claims and is the fencing token: only the latest claim may finish the job.
    `failures` counts attempts that ended in an error of their own, not those cut short by a dead worker.
    """

    id = models.CharField(primary_key=True, max_length=40, default=_job_id)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    owner = models.CharField(max_length=120, default="")
    error = models.CharField(max_length=80, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "run_after"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.state}"
