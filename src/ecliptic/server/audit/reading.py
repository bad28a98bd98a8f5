"""Reading the log: what happened, to whom, by whom, and whether it still is as it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet

from ecliptic.server.audit.models import AuditEvent, AuditHead


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are wanted; what is empty does not narrow."""

    organisation: str | None = None
    action: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None


def entries(wanted: Wanted) -> QuerySet[AuditEvent]:
    """Entries of the log, the newest first."""
    found = AuditEvent.objects.all()
    if wanted.organisation is not None:
        found = found.filter(organisation=wanted.organisation)
    if wanted.action:
        # "account" stands for all that begins so, "account.signed-in" for itself.
        found = found.filter(Q(action=wanted.action) | Q(action__startswith=f"{wanted.action}."))
    if wanted.words:
        found = found.filter(Q(subject__icontains=wanted.words) | Q(account_name__icontains=wanted.words))
    if wanted.since:
        found = found.filter(at__gte=datetime.combine(wanted.since, time.min, tzinfo=UTC))
    if wanted.until:
        found = found.filter(at__lte=datetime.combine(wanted.until, time.max, tzinfo=UTC))
    return found


def actions(organisation: str | None) -> list[str]:
    """What stands in the log, to choose from."""
    found = entries(Wanted(organisation)).order_by("action").values_list("action", flat=True).distinct()
    return list(found)


def details_of(event: AuditEvent) -> Iterator[tuple[str, str]]:
    """The further words of an entry, for reading."""
    for name, value in json.loads(event.details).items():
        if value not in (None, "", [], {}):
            yield name, _said(value)


def end() -> AuditHead:
    """The end of the log: who notes its digest elsewhere can prove later that nothing before it changed."""
    return AuditHead.objects.first() or AuditHead()


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
