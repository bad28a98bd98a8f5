"""The work that this part of the server enters: harvests, and looking for those that are due."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from ecliptic.server.federation.harvesting import harvest
from ecliptic.server.federation.models import Source
from ecliptic.server.jobs import Task, every, job
from ecliptic.server.jobs.models import OPEN, Run
from ecliptic.server.jobs.queue import enqueue, identity_of

HARVEST, DUE = "federation.harvest", "federation.due"
LOOKED_FOR_EVERY_S = 900.0


def ask_for(source: Source) -> Run:
    """Put the harvest of a source in the queue, once."""
    return enqueue(HARVEST, _parameters(source))


def is_asked_for(source: Source) -> bool:
    """Whether the harvest of a source is waiting or being done."""
    identity = identity_of(HARVEST, _parameters(source))
    return Run.objects.filter(identity=identity, state__in=OPEN).exists()


def due_harvests(at: datetime) -> list[Run]:
    """Put all harvests in the queue that are due."""
    due = Source.objects.filter(active=True, organisation__active=True, next_due__lte=at)
    # Whoever has not given a key yet would only fail again and again.
    return [ask_for(source) for source in due.exclude(keys=None).order_by("next_due")]


@job(HARVEST, title="Harvest of a published plan", time_limit_s=600)
def harvest_one(task: Task) -> None:
    """Harvest one source; what came of it is among its harvests."""
    found = Source.objects.select_related("organisation").prefetch_related("keys")
    source = found.filter(pk=task.parameters["source"], active=True, organisation__active=True).first()
    if source is not None:
        task.progress(0.1, "fetching")
        harvest(source, at=timezone.now())


@job(DUE, title="Look for published plans that are due", time_limit_s=60)
def look(_: Task) -> None:
    """Put all harvests in the queue that are due."""
    due_harvests(timezone.now())


every(LOOKED_FOR_EVERY_S, DUE)


def _parameters(source: Source) -> dict[str, int]:
    return {"source": source.pk}
