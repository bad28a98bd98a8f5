"""The log of who did what, each entry bound to the one before by its digest."""

from __future__ import annotations

from django.db import models


class AuditEvent(models.Model):
    """One thing that somebody did; the database refuses to change or remove it."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    account = models.BigIntegerField(null=True)
    account_name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=400)
    details = models.TextField(default="{}")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("-sequence",)
        indexes = (models.Index(fields=["action", "at"]), models.Index(fields=["organisation", "sequence"]))

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"


class AuditHead(models.Model):
    """The end of the log; whoever writes locks it, so that entries stand in one row."""

    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"log up to {self.sequence}"
