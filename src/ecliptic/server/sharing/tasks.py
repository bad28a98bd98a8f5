"""The work that this part of the server enters: letting go of what nobody has decided about."""

from __future__ import annotations

from django.utils import timezone

from ecliptic.server.jobs.register import Task, every, job
from ecliptic.server.sharing.intake import expire

_DAY_S = 24 * 3600.0


@job("sharing.expire", title="Removal of uploads that nobody has decided about")
def let_go(task: Task) -> None:
    """Remove what has waited for too long, file contents first of all."""
    expire(timezone.now())
    task.progress(1.0, "done")


every(_DAY_S, "sharing.expire")
