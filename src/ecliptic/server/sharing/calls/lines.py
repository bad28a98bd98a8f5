"""What a call asks an organisation about, and what it has answered: both follow from what it states.

A line is one thing that the organisation stated when the call was opened. Whatever it states about it from
then on answers the line, by whichever way it came: the page of the call, a form, a workbook, a program.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ecliptic.roadmap import Roadmap, Statement, says_the_same
from ecliptic.server.sharing.calls.models import Call
from ecliptic.server.statements.picture import View

Answer = Literal["confirmed", "changed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a call asks about: what was stated at its opening, and what is stated now."""

    then: Statement
    now: Statement
    answer: Answer | None
    late: bool = False
    """Whether it was answered only after the call had ended."""

    @property
    def thing(self) -> tuple[str, str]:
        """Kind and identifier."""
        return self.now.kind, self.now.id


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an organisation has come."""

    organisation: str
    total: int
    answered: int
    late: int
    latest: datetime | None
    """When it last answered."""

    @property
    def open(self) -> int:
        """Lines that nobody has answered."""
        return self.total - self.answered


def lines(view: View, call: Call, organisation: str) -> Sequence[Line]:
    """The lines of an organisation that somebody may see, the longest unconfirmed first."""
    mark = ("calls.lines", call.pk, call.ends_at, organisation)
    made: Sequence[Line] = view.kept(mark, lambda roadmap: _lines(roadmap, call, organisation))
    return made


def progress(view: View, call: Call, organisation: str) -> Progress:
    """How far an organisation has come, by the statements that somebody may see."""
    return progress_of(organisation, lines(view, call, organisation))


def progress_of(organisation: str, found: Iterable[Line]) -> Progress:
    """The same from its lines."""
    found = list(found)
    answered = [line for line in found if line.answer]
    latest = max((line.now.stated_at for line in answered), default=None)
    return Progress(organisation, len(found), len(answered), sum(line.late for line in answered), latest)


def _lines(roadmap: Roadmap, call: Call, organisation: str) -> Sequence[Line]:
    own: dict[tuple[str, str], list[Statement]] = {}
    for statement in roadmap.statements:
        if statement.publisher == organisation and (not call.kinds or statement.kind in call.kinds):
            own.setdefault((statement.kind, statement.id), []).append(statement)
    found = (_line(sorted(versions, key=lambda s: s.version), call) for versions in own.values())
    return sorted((line for line in found if line), key=lambda line: (line.then.stated_at, line.thing))


def _line(versions: Sequence[Statement], call: Call) -> Line | None:
    before = [statement for statement in versions if statement.stated_at < call.opened_at]
    if not before or before[-1].envelope.withdrawn:
        # Stated only since, or taken back before anybody asked.
        return None
    then, now = before[-1], versions[-1]
    answers = versions[len(before) :]
    if not answers:
        return Line(then, now, None)
    late = answers[0].stated_at > call.ends_at
    if now.envelope.withdrawn:
        return Line(then, now, "withdrawn", late)
    return Line(then, now, "confirmed" if says_the_same(then, now) else "changed", late)
