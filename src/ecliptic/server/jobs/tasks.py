"""The work that this part of the server enters: assessments, and keeping the queue tidy."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ecliptic.server.jobs.asking import KIND, answer, read_ahead
from ecliptic.server.jobs.models import Eyes, Run, State
from ecliptic.server.jobs.register import Task, every, job

_DAY_S = 24 * 3600.0
KEPT = timedelta(days=400)
KEPT_FOR_THE_PUBLIC = timedelta(days=30)
KEPT_OF_OTHER_WORK = timedelta(days=30)

job(KIND, title="Assessment", prepare=read_ahead)(answer)


@job("jobs.tidy", title="Removal of old runs")
def tidy(task: Task) -> None:
    """Remove runs that nobody needs any more: each person's are kept for more than a year."""
    now = timezone.now()
    ended = Run.objects.exclude(state__in=[State.WAITING, State.RUNNING])
    ended.filter(finished_at__lt=now - KEPT).delete()
    ended.filter(account=None, eyes=Eyes.PUBLIC, finished_at__lt=now - KEPT_FOR_THE_PUBLIC).delete()
    ended.filter(eyes=Eyes.SERVER, finished_at__lt=now - KEPT_OF_OTHER_WORK).delete()


every(_DAY_S, "jobs.tidy")
