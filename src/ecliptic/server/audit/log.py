"""Writing the log, and proving that nobody has touched it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ecliptic.server.audit.models import AuditEvent, AuditHead

_HEAD = 1
START = "0" * 64


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does something, and for which organisation; nobody for what the server does by itself."""

    account: int | None = None
    name: str = "server"
    organisation: str = ""


def record(
    action: str,
    doer: Doer,
    subject: str,
    details: Mapping[str, Any] | None = None,
    *,
    at: datetime | None = None,
) -> AuditEvent:
    """Add an entry; it is kept if and only if the transaction around what was done is.

    Times never run backwards in the log, whatever the clock does.
    """
    with transaction.atomic():
        head, _ = AuditHead.objects.select_for_update().get_or_create(pk=_HEAD)
        last = AuditEvent.objects.filter(pk=head.sequence).values_list("at", flat=True).first()
        moment = at or timezone.now()
        event = AuditEvent(
            sequence=head.sequence + 1,
            at=moment if last is None else max(moment, last),
            action=action,
            account=doer.account,
            account_name=doer.name[:200],
            organisation=doer.organisation,
            subject=subject[:400],
            details=json.dumps(details or {}, ensure_ascii=False, sort_keys=True),
            previous=head.digest,
        )
        event.digest = _digest(event)
        event.save(force_insert=True)
        AuditHead.objects.filter(pk=_HEAD).update(sequence=event.sequence, digest=event.digest)
    return event


def verify() -> Iterator[str]:
    """What is wrong with the log: entries changed, missing or added by hand."""
    digest, sequence = START, 0
    for event in AuditEvent.objects.order_by("sequence").iterator():
        sequence += 1
        if event.sequence != sequence:
            yield f"Entries {sequence} to {event.sequence - 1} are missing."
            sequence = event.sequence
        if event.previous != digest:
            yield f"Entry {event.sequence} does not follow from the one before it."
        if event.digest != _digest(event):
            yield f"Entry {event.sequence} ({event.action}) was changed after it was written."
        digest = event.digest
    head = AuditHead.objects.filter(pk=_HEAD).first()
    ends = (head.sequence, head.digest) if head is not None else (0, START)
    if ends != (sequence, digest):
        yield f"The log ends with entry {sequence}; it should end with {ends[0]}."


def _digest(event: AuditEvent) -> str:
    at = event.at.astimezone(UTC).isoformat()
    account = "" if event.account is None else str(event.account)
    parts = (str(event.sequence), at, event.action, account, event.account_name)
    rest = (event.organisation, event.subject, event.details, event.previous)
    # As JSON, so that nothing that a person writes can move the borders between the parts.
    return hashlib.sha256(json.dumps([*parts, *rest]).encode()).hexdigest()
