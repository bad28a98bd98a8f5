"""The store: statements that are only ever added, in submissions that are whole or not there."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Means(models.TextChoices):
    """How statements came in."""

    REFERENCE = "reference", "loaded with the reference roadmap"
    UPLOAD = "upload", "a file"
    FORM = "form", "the form"
    CALL = "call", "the annual call"
    API = "api", "the interface for programs"
    HARVEST = "harvest", "the organisation's own publication"


class Submission(models.Model):
    """One act of stating; all of its statements were added in one transaction."""

    revision = models.PositiveBigIntegerField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    received_at = models.DateTimeField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    account_name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=120, blank=True)
    means = models.CharField(max_length=12, choices=Means.choices)
    note = models.CharField(max_length=400, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ("-revision",)
        indexes = (models.Index(fields=["organisation", "revision"]),)

    def __str__(self) -> str:
        return f"revision {self.revision} of {self.organisation}"


class StoredStatement(models.Model):
    """One statement as it was made; the database refuses to change or remove it.

    `record` is the canonical JSON of the record, which with the columns of the envelope gives the statement
    back to the byte.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=40)
    thing = models.CharField(max_length=120)
    publisher = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    record = models.TextField()
    stated_at = models.DateTimeField()
    stated_by = models.TextField(null=True)
    as_of = models.TextField(null=True)
    sources = models.TextField(default="[]")
    firmness = models.CharField(max_length=12, null=True)
    visibility = models.CharField(max_length=8)
    narrowed = models.TextField(default="{}")
    unverified = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["publisher", "kind", "thing", "version"], name="one_statement_per_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.thing} of {self.publisher}, version {self.version}"


class Ledger(models.Model):
    """The state of the store in one row; whoever states locks it, so that revisions follow one another."""

    revision = models.PositiveBigIntegerField(default=0)
    mark = models.UUIDField(null=True)
    """The newest submission: two stores of one revision that differ in it have different histories."""
    narrowed_at = models.PositiveBigIntegerField(default=0)
    """Newest revision by which fewer may see something than before."""

    def __str__(self) -> str:
        return f"revision {self.revision}"


class Edition(models.Model):
    """A named set of statements that stays as it is: what was stated of some scope, up to a revision."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    revision = models.PositiveBigIntegerField()
    as_of = models.DateTimeField()
    publishers = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-as_of", "slug")

    def __str__(self) -> str:
        return self.title
