"""The queue and the archive in one: every piece of work, from waiting to its result."""

from __future__ import annotations

import uuid
import zlib
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from ecliptic.roadmap import Viewer


class State(models.TextChoices):
    """Where a piece of work stands; only the first two may still change."""

    WAITING = "waiting", "waiting"
    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"
    CANCELLED = "cancelled", "cancelled"


OPEN = (State.WAITING, State.RUNNING)


class Eyes(models.TextChoices):
    """As whom the roadmap is looked at, beside the organisation."""

    PUBLIC = "public", "the public"
    OBSERVER = "observer", "an observer"
    MEMBER = "member", "a member"
    SERVER = "server", "the server itself"


class Run(models.Model):
    """A piece of work: who asked for what and when, how far it is, and what it rests on."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    question = models.CharField(max_length=60, blank=True)
    parameters = models.JSONField(default=dict)
    usual = models.BooleanField(default=True)
    """Whether nothing was asked beyond what the question asks by itself."""
    seed = models.BigIntegerField(null=True)

    eyes = models.CharField(max_length=8, choices=Eyes.choices, default=Eyes.SERVER)
    organisation = models.CharField(max_length=120, blank=True)
    """Organisation whose eyes they are, as it was when the work was asked for."""
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_by = models.CharField(max_length=200, blank=True)
    asked_from = models.CharField(max_length=64, blank=True)
    """Keyed digest of the address of somebody who is not signed in: enough to count, not to find them."""

    revision = models.PositiveBigIntegerField(default=0)
    as_of = models.DateTimeField(null=True)
    edition = models.SlugField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=40, blank=True)
    identity = models.CharField(max_length=64)
    """The same for all runs that must have the same result."""

    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    progress = models.FloatField(default=0.0)
    message = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    result_digest = models.CharField(max_length=64, blank=True)
    summary = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["identity"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="one_open_run_of_each_identity",
            ),
        )
        indexes = (
            models.Index(fields=["state", "id"], name="run_queue"),
            models.Index(fields=["identity", "id"], name="run_identity"),
            models.Index(fields=["organisation", "eyes", "question", "id"], name="run_viewer"),
            models.Index(fields=["asked_from", "created_at"], name="run_asker"),
        )

    def __str__(self) -> str:
        return f"{self.question or self.kind} {self.uuid}"

    def get_absolute_url(self) -> str:
        """Where the work is shown."""
        return reverse("jobs:run", args=[self.uuid])

    @property
    def is_open(self) -> bool:
        """Whether it waits or is being done."""
        return self.state in OPEN

    @property
    def viewer(self) -> Viewer:
        """With whose eyes the roadmap is looked at."""
        return Viewer(organisation=self.organisation or None, member=self.eyes == Eyes.MEMBER)

    @property
    def per_cent(self) -> int:
        """Progress as people read it."""
        return round(100 * self.progress)

    @property
    def took_s(self) -> float | None:
        """Seconds from start to end; None while there is no end."""
        if self.started_at is None or self.finished_at is None:
            return None
        return max(0.0, (self.finished_at - self.started_at).total_seconds())


class RunResult(models.Model):
    """What a run found: kept apart, so that lists of runs stay light."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="result", primary_key=True)
    body = models.BinaryField()
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"result of {self.run_id}"

    @classmethod
    def of(cls, run: Run, content: bytes) -> RunResult:
        """The result of a run, packed."""
        return cls(run=run, body=zlib.compress(content, 6), size=len(content))

    @property
    def content(self) -> bytes:
        """The result as it was made, byte for byte."""
        return zlib.decompress(bytes(self.body))


class Period(models.Model):
    """When work that is done again and again was last put in the queue."""

    name = models.CharField(max_length=60, primary_key=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


def eyes_of(viewer: Viewer) -> dict[str, Any]:
    """The columns that keep a viewer."""
    outside = Eyes.OBSERVER if viewer.organisation else Eyes.PUBLIC
    return {"eyes": Eyes.MEMBER if viewer.member else outside, "organisation": viewer.organisation or ""}
