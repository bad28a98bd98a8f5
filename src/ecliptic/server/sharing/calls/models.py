"""Calls, and the reminders that were sent for them.

What has been answered is not kept here: it follows from what has been stated since the call was opened.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models


class Call(models.Model):
    """A call of the secretariat for organisations to look through what they state, by a deadline."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    words = models.TextField(blank=True)
    kinds = models.JSONField(default=list)
    organisations = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    deadline = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-opened_at",)

    def __str__(self) -> str:
        return self.title

    @property
    def ends_at(self) -> datetime:
        """When it ends or ended: at its deadline, or when it was closed before."""
        return self.deadline if self.closed_at is None else min(self.closed_at, self.deadline)

    def is_open(self, at: datetime) -> bool:
        """Whether answers are still in time."""
        return at <= self.ends_at


class Reminder(models.Model):
    """A letter that reminded one person of one call, once for each milestone before the deadline."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="reminders")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.CharField(max_length=120)
    days_before = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["call", "account", "organisation", "days_before"], name="one_reminder_each_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.call_id}, {self.days_before} days before"


class NoReminders(models.Model):
    """A person who does not want to be reminded."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.account_id)
