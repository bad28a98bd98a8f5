"""Samples of a schedule: what is asked of them, a first look at where finishes lie, and the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Wanted
from ecliptic.assess.schedule.kernel.outcome import Outcome, outcome_of
from ecliptic.assess.schedule.kernel.quasi import replicated, together, whole_nets
from ecliptic.assess.schedule.kernel.runs import (
    BINS,
    Progress,
    Run,
    compiled_loops,
    leads_to,
    no_sums,
    room_for,
)
from ecliptic.assess.schedule.kernel.schedule import Arranged, Schedule, arranged
from ecliptic.errors import UsageError

FIRST_LOOK = 4096
"""Samples that show about where finishes lie, before bins are laid there."""

BELOW, ABOVE = 0.25, 0.5
"""Bins reach further than the first look, by these parts of its span."""

SAME = 1e-9
"""Times nearer than this part of the longest usual finish are one time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to answer. Without goals, they are the activities for which nobody waits.

    Each goal costs a way back through the network for its criticalities; a watched activity only its bins.
    Finishes of stored ones are kept, 8 bytes a sample.
    """

    goals: Sequence[int] = ()
    watched: Sequence[int] = ()
    stored: Sequence[int] = ()
    drivers: bool = True
    """Whether criticalities and cruciality are asked for; without them goals are only watched."""
    quasi: bool = False
    """Whether samples are spread evenly rather than drawn each by itself; see `simulate`."""


def simulate(
    schedule: Schedule,
    samples: int,
    seed: int,
    asked: Asked | None = None,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Draw samples and add them up; the same to the bit for a seed, whatever the number of threads.

    To the bit on one kind of machine: other processors and versions of numba may round otherwise. `progress`
    is told how many samples are done, and ends the run by raising an exception. Memory does not grow with the
    samples, except by what is stored.

    Quasi-random samples are drawn in 8 replicates of a power of two each, so samples are rounded up to such
    a number, and errors come from how the replicates differ. Needs scipy. Two schedules then draw the same
    only where nothing differs in which activities matter most: what-ifs are better compared without.
    """
    asked = asked or Asked()
    if asked.quasi:
        return _evenly(schedule, samples, seed, asked, (threads, progress))
    begun = begin(schedule, samples, seed, asked, threads)
    begun.run.extend(samples, progress)
    return begun.outcome()


def _evenly(
    schedule: Schedule, samples: int, seed: int, asked: Asked, how: tuple[int | None, Progress | None]
) -> Outcome:
    """Quasi-random samples."""
    arrangement, wanted = laid_out(schedule, samples, seed, asked, how[0])
    parts, store = replicated(arrangement.plan, wanted, whole_nets(samples), seed, *how)
    return outcome_of(arrangement, wanted, together(parts), store, parts)


@dataclass(frozen=True, eq=False)
class Begun:
    """A run that is laid out, and drawn as far as it was extended."""

    arrangement: Arranged
    wanted: Wanted
    run: Run

    def outcome(self) -> Outcome:
        """Answers from the samples so far."""
        return outcome_of(self.arrangement, self.wanted, self.run.sums(), self.run.store)


def begin(schedule: Schedule, samples: int, seed: int, asked: Asked, threads: int | None) -> Begun:
    """Lay out a run of so many samples at least."""
    arrangement, wanted = laid_out(schedule, samples, seed, asked, threads)
    return Begun(arrangement, wanted, Run(arrangement.plan, wanted, threads))


def laid_out(
    schedule: Schedule, samples: int, seed: int, asked: Asked, threads: int | None
) -> tuple[Arranged, Wanted]:
    """The arrays for a run, after a look where finishes lie."""
    if samples < 2:
        message = f"Ask for at least 2 samples; {samples} were asked for."
        raise UsageError(message)
    if threads is not None and threads < 1:
        message = f"Use at least one thread; {threads} were asked for."
        raise UsageError(message)
    arrangement = arranged(schedule, seed)
    return arrangement, _first_look(arrangement, _wanted(schedule, arrangement, asked), samples)


def _wanted(schedule: Schedule, arrangement: Arranged, asked: Asked) -> Wanted:
    """The question in the order of the arrays, before a first look."""
    plan, place, count = arrangement.plan, arrangement.place, schedule.network.activities
    given = (*asked.goals, *asked.watched, *asked.stored)
    if given and not (min(given) >= 0 and max(given) < count):
        message = f"Goals and watched or stored activities have numbers from 0 to {count - 1}."
        raise UsageError(message)
    ends = sorted(set(range(count)) - set(schedule.network.before.tolist()))
    goals = list(dict.fromkeys(asked.goals)) or ends
    watched = list(dict.fromkeys((*goals, *asked.watched)))
    if not asked.drivers:
        goals = []
    at = place[np.array(goals, dtype=np.int64)]
    return Wanted(
        goals=at,
        watched=place[watched],
        stored=place[np.array(asked.stored, dtype=np.int64)],
        low=np.zeros(len(watched)),
        bins_per_time=np.zeros(len(watched)),
        usual_finish=np.zeros(count),
        usual_duration=np.zeros(count),
        same=0.0,
        leads_to=leads_to(plan, at),
    )


def _first_look(arrangement: Arranged, wanted: Wanted, samples: int) -> Wanted:
    """Origins of the sums and bins, from some samples that are drawn again later."""
    plan, number = arrangement.plan, min(samples, FIRST_LOOK)
    look = wanted._replace(goals=wanted.goals[:0], stored=wanted.watched)
    sums, block = no_sums(plan, look, 1), np.empty((len(wanted.watched), number))
    compiled_loops()(plan, look, (0, number), room_for(plan), sums, block)
    usual_finish = np.zeros(len(plan.kind))
    low, scale = np.zeros(len(block)), np.zeros(len(block))
    for row, finishes in enumerate(block):
        reached = finishes[np.isfinite(finishes)]
        if len(reached):
            usual_finish[wanted.watched[row]] = reached.mean()
            least, most = float(reached.min()), float(reached.max())
            low[row] = least - BELOW * (most - least)
            span = (most - least) * (1 + BELOW + ABOVE)
            scale[row] = BINS / span if span > SAME * abs(most) else 0.0
    return wanted._replace(
        low=low,
        bins_per_time=scale,
        usual_finish=usual_finish,
        usual_duration=sums.durations / number,
        same=SAME * float(usual_finish.max(initial=0.0)),
    )
