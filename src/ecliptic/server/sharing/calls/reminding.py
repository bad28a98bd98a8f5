"""Reminders by e-mail: before the deadline, to those who can answer, each exactly once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from ecliptic.roadmap import Viewer
from ecliptic.server.jobs.register import Task, every, job
from ecliptic.server.members.models import Membership, Role, Standing
from ecliptic.server.sharing.calls.lines import Progress, progress
from ecliptic.server.sharing.calls.models import Call, NoReminders, Reminder
from ecliptic.server.statements.picture import view_for

MILESTONES = (14, 7, 1, 0)
"""Days before the deadline at which people are reminded."""

_HOUR_S = 3600.0
_LOG = logging.getLogger("ecliptic.calls")


def remind(at: datetime) -> int:
    """Send the reminders that are due at an instant; tells how many letters went out.

    A milestone that was missed is made up for by the next one, so nobody gets two letters at once; what has
    been sent is kept, so nothing is sent twice, also when the clock is set back.
    """
    sent = 0
    calls = Call.objects.filter(opened_at__lte=at, deadline__gte=at)
    for call in calls.filter(Q(closed_at=None) | Q(closed_at__gt=at)):
        days = _milestone(call, at)
        if days is None:
            continue
        for membership in _people(call):
            sent += _remind_one(call, membership, days, at)
    return sent


def _milestone(call: Call, at: datetime) -> int | None:
    """The latest milestone that has come; None before the first, or where the call was opened after it."""
    left = (call.deadline - at).days
    given = (call.deadline - call.opened_at).days
    due = [days for days in MILESTONES if left <= days < given]
    return min(due) if due else None


def _people(call: Call) -> Iterator[Membership]:
    unwilling = NoReminders.objects.values("account")
    found = Membership.objects.filter(
        organisation__identifier__in=call.organisations,
        organisation__active=True,
        role__in=(Role.PLANNER, Role.DELEGATE),
        account__is_active=True,
    )
    yield from found.exclude(account__in=unwilling).select_related("account", "organisation").order_by("pk")


def _remind_one(call: Call, membership: Membership, days: int, at: datetime) -> bool:
    organisation = membership.organisation
    viewer = Viewer(organisation.identifier, member=organisation.standing == Standing.MEMBER)
    how_far = progress(view_for(viewer), call, organisation.identifier)
    if not how_far.open:
        return False
    try:
        with transaction.atomic():
            # A reminder of a later milestone, sent before the clock was set back, stands for this one too.
            done = Reminder.objects.filter(
                call=call,
                account=membership.account,
                organisation=organisation.identifier,
                days_before__lte=days,
            )
            if done.exists():
                return False
            Reminder.objects.create(
                call=call,
                account=membership.account,
                organisation=organisation.identifier,
                days_before=days,
                sent_at=at,
            )
            _send(call, membership, how_far, at)
    except (OSError, SMTPException) as error:
        # Undone, so the next round tries again; the others still get theirs.
        _LOG.warning("reminder not sent", extra={"call": call.slug, "fault": str(error)})
        return False
    return True


def _send(call: Call, membership: Membership, how_far: Progress, at: datetime) -> None:
    address = settings.PUBLIC_URL + reverse("sharing:my_call", args=[call.slug])
    text = render_to_string(
        "calls/letter.txt",
        {
            "call": call,
            "membership": membership,
            "progress": how_far,
            "address": address,
            "days": (call.deadline - at).days,
        },
    )
    send_mail(f"Ecliptic: {' '.join(call.title.split())}", text, None, [membership.account.email])


@job("calls.remind", title="Reminders of calls")
def _remind_now(task: Task) -> None:
    """Send what is due now."""
    task.progress(0.0, "sending reminders")
    _LOG.info("reminders sent", extra={"count": remind(timezone.now())})


every(_HOUR_S, "calls.remind")
