"""Opening, extending and closing a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ecliptic.errors import UsageError
from ecliptic.server.audit.log import Doer, record
from ecliptic.server.sharing.calls.models import Call


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the secretariat asks for."""

    slug: str
    title: str
    words: str
    deadline: datetime
    kinds: Sequence[str] = ()
    organisations: Sequence[str] = ()


def open_call(wanted: Wanted, doer: Doer, *, at: datetime) -> Call:
    """Open a call from this instant on; raises UsageError where its name is taken or its deadline is past."""
    if wanted.deadline <= at:
        message = "The deadline lies in the past. Give a day to come."
        raise UsageError(message)
    with transaction.atomic():
        if Call.objects.filter(slug=wanted.slug).exists():
            message = f"There is a call at the address {wanted.slug!r} already. Choose another title."
            raise UsageError(message)
        call = Call.objects.create(
            slug=wanted.slug,
            title=wanted.title,
            words=wanted.words,
            kinds=list(wanted.kinds),
            organisations=sorted(wanted.organisations),
            opened_at=at,
            opened_by=doer.name,
            deadline=wanted.deadline,
        )
        details = {"deadline": wanted.deadline.isoformat(), "organisations": call.organisations}
        record("call.opened", doer, wanted.slug, details, at=at)
    return call


def extend(call: Call, deadline: datetime, doer: Doer, *, at: datetime) -> None:
    """Give more time; a call that had ended is open again. Raises UsageError for a day that is past."""
    if deadline <= at:
        message = "The new deadline lies in the past. Give a day to come, or close the call."
        raise UsageError(message)
    with transaction.atomic():
        locked = Call.objects.select_for_update().get(pk=call.pk)
        details = {"from": locked.deadline.isoformat(), "to": deadline.isoformat()}
        locked.deadline, locked.closed_at = deadline, None
        locked.save()
        # Who was reminded of the old deadline is reminded of the new one as well.
        locked.reminders.all().delete()
        record("call.extended", doer, call.slug, details, at=at)


def close(call: Call, doer: Doer, *, at: datetime) -> None:
    """End a call before its deadline; what is stated afterwards counts as late."""
    with transaction.atomic():
        locked = Call.objects.select_for_update().get(pk=call.pk)
        if not locked.is_open(at):
            return
        locked.closed_at = at
        locked.save()
        record("call.closed", doer, call.slug, {}, at=at)
