"""Running a sweep: all cases answered, wherever, and put together in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ecliptic.assess.sweep.asking import Hopeless, Outcome, ask
from ecliptic.assess.sweep.checking import faults
from ecliptic.assess.sweep.description import Case, Sweep
from ecliptic.assess.sweep.result import SweepResult, gathered
from ecliptic.assess.sweep.watching import Watch
from ecliptic.assess.sweep.where import OneProcess, Where
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap

_HERE = OneProcess()


def run(
    sweep: Sweep,
    roadmap: Roadmap,
    where: Where = _HERE,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SweepResult:
    """Answer every case of a sweep; the result is the same to the bit wherever that happens.

    `progress` hears how many cases of all are done; as soon as `cancelled` says so, SweepCancelledError is
    raised. A sweep with faults, a table that the question does not have, and workers that cannot be used
    raise UsageError.
    """
    found = faults(sweep)
    if found:
        raise UsageError("\n".join(map(str, found)))
    cases = tuple(sweep.cases())
    watch = Watch(len(cases), progress, cancelled)
    if isinstance(where, OneProcess):
        outcomes = _one_after_the_other(sweep, roadmap, cases, watch)
    else:
        # Dask is heavy and optional: imported where it is used.
        from ecliptic.assess.sweep.cluster import on_cluster  # noqa: PLC0415

        outcomes = on_cluster(sweep, roadmap, cases, where, watch)
    return gathered(sweep, roadmap, cases, outcomes)


def _one_after_the_other(
    sweep: Sweep, roadmap: Roadmap, cases: Sequence[Case], watch: Watch
) -> Sequence[Outcome]:
    outcomes: list[Outcome] = []
    for case in cases:
        watch.go_on(len(outcomes))
        reply = ask(roadmap, sweep.question, case.parameters, sweep.table)
        if isinstance(reply, Hopeless):
            raise UsageError(reply.sentence)
        outcomes.append(reply)
        watch.tell(len(outcomes))
    return outcomes
