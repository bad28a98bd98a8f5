"""How much of an option survives when weights, efforts, dates and people's minds turn out otherwise.

Each sample draws another problem and lets the optimiser choose anew, by the same aim. What it chooses again
in many samples does not hang on what nobody knows exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ecliptic.assess.partnership.model import Model, Patience, Problem, Request, Roles, Solution
from ecliptic.assess.partnership.stakes import Numbers

Part = tuple[int, int, str]
"""Need, organisation and what it does: lead, contribute or back up."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """How far things may turn out otherwise; by reason, since nobody has measured it."""

    weight_spread: float = 0.5
    """Standard deviation of the logarithm of each weight."""
    effort_spread: float = 0.4
    """Standard deviation of the logarithm of the effort of each need, alike for all organisations."""
    longest_delay_years: int = 2
    """A need may take up to so many years more, each number of years being as likely."""
    gap: float = 0.01
    """Relative gap at which a sample counts as solved."""
    time_limit_s: float = 10.0


@dataclass(frozen=True, eq=False)
class Robustness:
    """Shares of the samples, and regrets, which are coverage lost against the best of the sample."""

    samples: int
    survival: tuple[Mapping[Part, float], ...]
    """For each option, by need, organisation and part: the share of samples that choose the same."""
    met: Numbers
    """(n,) Share of the samples in which each need is met."""
    regret: Numbers
    """(options, samples) Best coverage of the sample less what of the option's is still met in it."""
    cut_short: int
    """Samples that the time limit ended before the gap was reached."""


@dataclass(frozen=True, eq=False)
class Trial:
    """How options are tried: by what aim to choose anew, how often, and how far things may differ."""

    aim: Mapping[str, float]
    uptake: Numbers
    """(m, n) How likely each organisation takes up a part in each need."""
    samples: int
    seed: int
    doubts: Doubts = field(default_factory=Doubts)


def robustness_of(problem: Problem, options: Sequence[Solution], trial: Trial) -> Robustness:
    """Draw samples and choose anew in each."""
    samples, doubts, aim = trial.samples, trial.doubts, trial.aim
    chosen: list[frozenset[Part]] = []
    regret = np.zeros((len(options), samples))
    met, cut = np.zeros(len(problem.needs)), 0
    for place, sample in enumerate(_drawn(problem, trial)):
        answer = Model(sample, tuple(aim)).ask(Request.of(aim), Patience(doubts.gap, doubts.time_limit_s))
        cut += answer.status == "time limit"
        chosen.append(frozenset(parts_of(answer.roles)))
        met += answer.lead >= 0
        best = answer.objectives.get("coverage", 0.0)
        for row, option in enumerate(options):
            regret[row, place] = max(0.0, best - _kept(sample, option.roles))
    survival = tuple(
        {part: sum(part in roles for roles in chosen) / max(samples, 1) for part in parts_of(option.roles)}
        for option in options
    )
    return Robustness(samples, survival, met / max(samples, 1), regret, cut)


def parts_of(roles: Roles) -> Iterator[Part]:
    """Need, organisation and part, for every part that somebody has."""
    for need in np.flatnonzero(roles.lead >= 0).tolist():
        yield need, int(roles.lead[need]), "lead"
        yield from ((need, who, "contribute") for who in roles.contributors[need])
        yield from ((need, who, "back up") for who in roles.backups[need])


def _drawn(problem: Problem, trial: Trial) -> Iterator[Problem]:
    doubts = trial.doubts
    # One stream of numbers for each sample, so that more samples do not change the first ones.
    for stream in np.random.SeedSequence(trial.seed).spawn(trial.samples):
        chance = np.random.Generator(np.random.PCG64(stream))
        m, n = problem.size
        weight = problem.weight * np.exp(doubts.weight_spread * chance.standard_normal(n))
        own = problem.own_weight * np.exp(doubts.weight_spread * chance.standard_normal((m, n)))
        totals = own.sum(axis=1, keepdims=True)
        keeps = chance.random((m, n)) < trial.uptake
        yield replace(
            problem,
            weight=weight / weight.sum() if n else weight,
            own_weight=np.divide(own, totals, out=np.zeros_like(own), where=totals > 0),
            effort=problem.effort * np.exp(doubts.effort_spread * chance.standard_normal(n)),
            duration=problem.duration + chance.integers(0, doubts.longest_delay_years, n, endpoint=True),
            may_lead=problem.may_lead & keeps,
            may_help=problem.may_help & keeps,
        )


def _kept(sample: Problem, roles: Roles) -> float:
    """Coverage that is left of an option: whoever leads keeps its word, or whoever backs up takes over."""
    met = np.zeros(len(sample.needs), dtype=bool)
    for need in np.flatnonzero(roles.lead >= 0).tolist():
        lead = int(roles.lead[need])
        in_time = roles.start[need] + sample.duration[need] <= max(sample.latest_end[need], sample.years)
        stands = sample.may_lead[lead, need] or any(sample.may_help[who, need] for who in roles.backups[need])
        met[need] = bool(stands) and bool(in_time)
    return float(sample.weight @ (met & _after(sample, met)))


def _after(sample: Problem, met: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which needs have all that they wait for, at any remove."""
    ready = met.copy()
    before, after = sample.precedence.T
    while (lost := ~ready[before] & ready[after]).any():
        ready[after[lost]] = False
    return ready
