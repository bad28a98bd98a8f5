"""A small question that does as it is told: counts, refuses, breaks, waits, or ends its process."""

from __future__ import annotations

import math
import os
import signal
import time
from pathlib import Path
from typing import Self

from pydantic import model_validator

from ecliptic.assess import Answer, Basis, Column, Missing, Parameters, Table, question
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap

COLUMNS = (
    Column("place", "Place in the list", "integer"),
    Column("mark", "Mark of the list"),
    Column("value", "A number that has no short form", "number", "m"),
)
WAIT_S = 60


class ProbeParameters(Parameters):
    """What the probe does."""

    size: int = 3
    """Rows to give."""
    marks: tuple[str, ...] = ()
    """Marks to give, a row each for every place."""
    day: str | None = None
    """A day."""
    refuse: bool = False
    """Refuse."""
    fail: bool = False
    """Break."""
    extra: bool = False
    """Give one more column."""
    folder: str | None = None
    """Leave the number of the process in this folder, and wait for a file called go in it."""
    die: bool = False
    """End the process, without a word."""


@question("probe", title="Probe", asks="What is told?", parameters=ProbeParameters)
def probe(roadmap: Roadmap, parameters: ProbeParameters) -> Answer:
    """Do what the parameters say."""
    if parameters.refuse:
        message = "The probe was told to refuse."
        raise UsageError(message)
    if parameters.fail:
        message = "the probe was told to break"
        raise ValueError(message)
    if parameters.folder is not None:
        _wait(Path(parameters.folder))
    if parameters.die:
        os.kill(os.getpid(), signal.SIGKILL)
    rows = tuple(
        (place, mark, math.sin(place + 0.1) / 3 * len(roadmap), *((place,) if parameters.extra else ()))
        for place in range(parameters.size)
        for mark in parameters.marks or ("none",)
    )
    more = (Column("more", "One more", "integer"),) if parameters.extra else ()
    table = Table("numbers", "Numbers", (*COLUMNS, *more), rows)
    return Answer((), (table,), Basis(len(roadmap), 0), missing=(Missing("marks", 2, "None was taken."),))


class StrictParameters(Parameters):
    """Parameters that must be given, and go together."""

    needed: int
    """A number that must be given."""
    most: int = 9
    """The most that it may be."""

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        if self.needed > self.most:
            message = "needed is more than most"
            raise ValueError(message)
        return self


@question("strict", title="Strict", asks="What must be?", parameters=StrictParameters)
def strict(roadmap: Roadmap, parameters: StrictParameters) -> Answer:
    """Find nothing."""
    return Answer((), (), Basis(len(roadmap), parameters.needed))


def _wait(folder: Path) -> None:
    (folder / str(os.getpid())).touch()
    end = time.monotonic() + WAIT_S
    while not (folder / "go").exists() and time.monotonic() < end:
        time.sleep(0.02)
