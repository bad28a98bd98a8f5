"""Files and drafts that wait until somebody decides whether the organisation states what they say."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models

from ecliptic.server.statements.models import Means, Submission

KEPT_FOR = timedelta(days=30)
"""How long an upload waits for a decision before it expires."""


class State(models.TextChoices):
    """Where an upload stands; from waiting it goes to one of the others, and stays there."""

    WAITING = "waiting", "waits for a decision"
    ACCEPTED = "accepted", "accepted"
    REFUSED = "refused", "refused"
    EXPIRED = "expired", "expired"


class Upload(models.Model):
    """What somebody brought for an organisation: one or several files, or a draft from the form."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.CharField(max_length=120)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    account_name = models.CharField(max_length=200)
    means = models.CharField(max_length=12, choices=Means.choices, default=Means.UPLOAD)
    note = models.CharField(max_length=400, blank=True)
    received_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    wishes = models.JSONField(default=dict)
    """What the person who brought it asks for, by name of the wish."""
    counts = models.JSONField(default=dict)
    """How many statements of each sort it held: when it came in, and as accepted once it is."""
    handed_at = models.DateTimeField(null=True)
    handed_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-received_at",)
        indexes = (models.Index(fields=["organisation", "state", "received_at"]),)

    def __str__(self) -> str:
        return f"upload {self.uuid} of {self.organisation}"

    @property
    def waits(self) -> bool:
        """Whether a decision is still to be made."""
        return self.state == State.WAITING


class UploadedFile(models.Model):
    """One file of an upload; its content goes when the decision is made, what it was stays."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["upload", "position"], name="one_file_per_position"),)

    def __str__(self) -> str:
        return self.name
