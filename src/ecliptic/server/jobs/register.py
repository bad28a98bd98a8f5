"""The register of work that can be done in the background, and of what is done again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

USUAL_TIME_LIMIT_S = 900.0


@dataclass(frozen=True)
class Task:
    """One piece of work, as it is handed to whoever does it."""

    run: UUID
    parameters: Mapping[str, Any]
    progress: Callable[[float, str], None]
    """Tells how much is done, from 0 to 1, and what is being done in words."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What work leaves behind: a result as JSON, and a few words or numbers about it for lists."""

    result: bytes
    summary: Mapping[str, Any] = field(default_factory=dict)
    corrections: Mapping[str, Any] = field(default_factory=dict)
    """Columns of the run that turned out otherwise than when it was asked for, such as the revision."""


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of work."""

    name: str
    title: str
    do: Callable[[Task], Outcome | None]
    time_limit_s: float
    prepare: Callable[[UUID], None] | None = None
    """Reads into the worker's memory what the work needs, before it starts in a process of its own."""


_JOBS: dict[str, Job] = {}
_PERIODS: dict[str, float] = {}


def job(
    name: str,
    *,
    title: str,
    time_limit_s: float = USUAL_TIME_LIMIT_S,
    prepare: Callable[[UUID], None] | None = None,
) -> Callable[[Callable[[Task], Outcome | None]], Callable[[Task], Outcome | None]]:
    """Enter a function as work that can be done in the background; longer than the limit it may not take."""

    def enter(do: Callable[[Task], Outcome | None]) -> Callable[[Task], Outcome | None]:
        known = _JOBS.get(name)
        if known is not None and known.do is not do:
            message = f"The work {name!r} is entered twice: by {known.do.__module__} and {do.__module__}."
            raise ValueError(message)
        _JOBS[name] = Job(name, title, do, time_limit_s, prepare)
        return do

    return enter


def every(seconds: float, name: str) -> None:
    """Let work be done again and again, so many seconds apart."""
    if seconds <= 0:
        message = f"{name!r} cannot be done every {seconds:g} seconds. Give a number above zero."
        raise ValueError(message)
    _PERIODS[name] = seconds


def job_named(name: str) -> Job:
    """The kind of work of that name."""
    try:
        return _JOBS[name]
    except KeyError:
        message = f"There is no work {name!r}; there is: {', '.join(sorted(_JOBS)) or 'none'}."
        raise KeyError(message) from None


def periods() -> Mapping[str, float]:
    """Seconds between two runs of each kind of work that is done again and again."""
    return dict(_PERIODS)
