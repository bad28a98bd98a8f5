"""Sources that are harvested, the keys that vouch for them, and what came of each harvest."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ecliptic.server.members.models import MemberOrganisation

FIRST_RETRY = timedelta(minutes=15)
LONGEST_RETRY = timedelta(days=1)
_MOST_DOUBLINGS = 10


class Interval(models.IntegerChoices):
    """How often a source is harvested, in hours."""

    HOURLY = 1, "every hour"
    SIX_HOURS = 6, "every six hours"
    DAILY = 24, "every day"
    WEEKLY = 168, "every week"


class Source(models.Model):
    """The address at which an organisation publishes its own plan as a signed package."""

    organisation = models.OneToOneField(MemberOrganisation, models.PROTECT, related_name="source")
    address = models.CharField(max_length=500)
    interval_hours = models.PositiveSmallIntegerField(choices=Interval.choices, default=Interval.DAILY)
    active = models.BooleanField(default=True)
    registered_at = models.DateTimeField(default=timezone.now)
    next_due = models.DateTimeField(default=timezone.now)
    failures = models.PositiveSmallIntegerField(default=0)
    """Harvests that failed since the last one that did not."""
    harvested_at = models.DateTimeField(null=True)
    """When a harvest last succeeded, whether or not it brought anything new."""
    last_serial = models.BigIntegerField(default=0)
    last_digest = models.CharField(max_length=64, blank=True)
    last_key = models.CharField(max_length=60, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("organisation__identifier",)
        indexes = (models.Index(fields=["active", "next_due"]),)

    def __str__(self) -> str:
        return f"source of {self.organisation_id}"

    @property
    def publisher(self) -> str:
        """Identifier of the organisation, the only one whose statements are taken."""
        return self.organisation.identifier

    @property
    def interval(self) -> timedelta:
        """Time between two harvests."""
        return timedelta(hours=self.interval_hours)

    def keys_at(self, at: datetime) -> list[str]:
        """The public keys that vouch for the source at an instant."""
        return [key.text for key in self.keys.all() if key.counts_at(at)]

    def retry_delay(self) -> timedelta:
        """How long to wait after a failure: longer each time, up to a day or the interval."""
        doubled: timedelta = FIRST_RETRY * 2 ** min(max(self.failures - 1, 0), _MOST_DOUBLINGS)
        return min(doubled, max(self.interval, LONGEST_RETRY))

    def is_late(self, at: datetime) -> bool:
        """Whether more than two intervals have gone by without a harvest that succeeded."""
        return at - (self.harvested_at or self.registered_at) > 2 * self.interval


class SourceKey(models.Model):
    """A public key by which an organisation signs, while it counts; rows stay when it no longer does."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="keys")
    # One key for two organisations would let the one speak for the other.
    text = models.CharField(max_length=60, unique=True)
    valid_from = models.DateTimeField(default=timezone.now)
    valid_to = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField(default=timezone.now)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-registered_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="key_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return self.text

    def counts_at(self, at: datetime) -> bool:
        """Whether a signature by it is believed; a revoked key never counts, whenever it signed."""
        begun = self.valid_from <= at
        over = self.valid_to is not None and self.valid_to <= at
        return begun and not over and self.revoked_at is None

    @property
    def last_day(self) -> datetime | None:
        """The last instant at which it counts, None where it has no end."""
        return self.valid_to - timedelta(microseconds=1) if self.valid_to else None

    def standing(self, at: datetime) -> str:
        """Whether it counts, in a word."""
        if self.revoked_at is not None:
            return "revoked"
        if at < self.valid_from:
            return "not yet valid"
        return "valid" if self.counts_at(at) else "expired"


class Outcome(models.TextChoices):
    """What came of a harvest."""

    TAKEN = "taken", "new statements taken"
    UNCHANGED = "unchanged", "nothing new"
    UNREACHABLE = "unreachable", "could not be fetched"
    REFUSED = "refused", "fetched and refused"


FAILED = (Outcome.UNREACHABLE, Outcome.REFUSED)


class Harvest(models.Model):
    """One attempt to harvest a source."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="harvests")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    serial = models.BigIntegerField(null=True)
    key = models.CharField(max_length=60, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    revision = models.PositiveBigIntegerField(null=True)
    """Revision of the store that it made, where it took anything."""
    problems = models.JSONField(default=list)
    """What was wrong: place, message, remedy, value and severity of each problem."""
    problem_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-started_at", "-pk")
        indexes = (models.Index(fields=["source", "-started_at"]),)

    def __str__(self) -> str:
        return f"harvest of {self.source_id} at {self.started_at:%Y-%m-%d %H:%M}: {self.outcome}"

    @property
    def failed(self) -> bool:
        """Whether nothing was taken because something was wrong."""
        return self.outcome in FAILED
