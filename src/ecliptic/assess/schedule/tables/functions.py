"""Functions in their phases: how likely each is there in time, and why no more can be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecliptic.assess.assessment import Cell, Column, LazyRows, Row, Table
from ecliptic.assess.cells import PHASE, UNVERIFIED, joined
from ecliptic.assess.schedule.building import Wanted
from ecliptic.assess.schedule.plan import Milestone
from ecliptic.assess.schedule.state import State, state_of
from ecliptic.assess.schedule.tables.cells import PROBABILITY, chance, day
from ecliptic.vocabulary import Element, Function, TechnologyGap

if TYPE_CHECKING:
    from ecliptic.assess.schedule.answering import Answered
    from ecliptic.assess.schedule.answers.chances import Chance

_FLOOR = "; where no date is known, never"
_CEILING = "; where no date is known, at once"

PHASE_COLUMNS = (
    PHASE,
    Column("name", "Name of the phase"),
    Column("needed", "When it needs its functions, in words; empty where unknown"),
    Column("needed_day", "Last day on which a function is in time; empty where unknown", "date"),
    Column("basis", "Where that date comes from"),
    Column("functions", "Functions that the phase lists", "integer", "functions"),
    *(Column(state.name.lower(), f"Of these, {state.value}", "integer", "functions") for state in State),
    Column("provided", f"Expected to be provided in time{_FLOOR}", "number", "functions"),
    Column("provided_ceiling", f"Expected to be provided in time{_CEILING}", "number", "functions"),
    Column("available", f"Expected, with technology gaps closed too{_FLOOR}", "number", "functions"),
    Column(
        "available_ceiling", f"Expected, with technology gaps closed too{_CEILING}", "number", "functions"
    ),
    Column("chance", "Mean chance of a listed function to be available in time", "number", PROBABILITY),
    Column(
        "share_unverified",
        "Share of the functions that rest, directly or not, on an unverified statement",
        "number",
    ),
)


def phase_table(found: Answered) -> Table:
    """One row for each phase that was asked for."""
    rows = LazyRows(lambda: (_phase(found, phase) for phase in found.built.phases))
    return Table("phases", "Phases and how many of their functions are there in time", PHASE_COLUMNS, rows)


def _phase(found: Answered, phase: str) -> Row:
    functions = [wanted for wanted in found.built.functions if wanted.phase == phase]
    when = found.needed[phase]
    states = [state_of(found, wanted) for wanted in functions]
    known = when.day is not None
    provided = [_of(found, wanted.provided) for wanted in functions if wanted.stated]
    available = [_of(found, wanted.available) for wanted in functions if wanted.stated]
    with_gaps = known and found.parameters.gaps
    headline = available if found.parameters.gaps else provided
    dark = sum(_unverified(found, wanted) for wanted in functions)
    stated = any(wanted.stated for wanted in functions)
    return (
        phase,
        found.roadmap.label("phase", phase),
        None if when.when is None else when.when.text,
        day(when.day),
        when.basis,
        len(functions),
        *(states.count(state) for state in State),
        _sum(provided, "floor") if known and stated else None,
        _sum(provided, "ceiling") if known and stated else None,
        _sum(available, "floor") if with_gaps and stated else None,
        _sum(available, "ceiling") if with_gaps and stated else None,
        chance(_total(headline, "floor") / len(functions)) if known and stated and functions else None,
        chance(dark / len(functions)) if functions else None,
    )


def _of(found: Answered, milestone: Milestone | None) -> Chance | None:
    return None if milestone is None else found.chances.get(milestone)


def _total(told: list[Chance | None], bound: str) -> float:
    return float(sum(getattr(one, bound).chance for one in told if one is not None))


def _sum(told: list[Chance | None], bound: str) -> float:
    return round(_total(told, bound), 1)


FUNCTION_COLUMNS = (
    PHASE,
    Column("function", "Function", kind=Function.kind),
    Column("name", "The action"),
    Column("state", "What is known of it"),
    Column("elements", "Elements allocated to it", kind=Element.kind),
    Column("technology_gaps", "Technology gaps that it waits for", kind=TechnologyGap.kind),
    Column("needed_day", "Last day on which it is in time; empty where unknown", "date"),
    Column("provided", f"Chance to be provided in time{_FLOOR}", "number", PROBABILITY),
    Column("provided_ceiling", f"Chance to be provided in time{_CEILING}", "number", PROBABILITY),
    Column("available", f"Chance, with technology gaps closed too{_FLOOR}", "number", PROBABILITY),
    Column("available_ceiling", f"Chance, with technology gaps closed too{_CEILING}", "number", PROBABILITY),
    Column("standard_error", "Standard error of the chance, from the samples", "number", PROBABILITY),
    Column("ever", f"Chance that it is ever there{_FLOOR}", "number", PROBABILITY),
    Column("announced", "Day on which it is there if everything goes as announced", "date"),
    *(
        Column(f"p{percent}", f"Day by which it is there with a chance of {percent} %", "date")
        for percent in (50, 70, 80, 90)
    ),
    UNVERIFIED,
)


def function_table(found: Answered) -> Table:
    """One row for each function of each phase."""
    return Table(
        "functions", "Functions and the chance that each is there in time", FUNCTION_COLUMNS,
        LazyRows(lambda: _functions(found)),
    )  # fmt: skip


def _functions(found: Answered) -> Iterator[Row]:
    for wanted in found.built.functions:
        yield _function(found, wanted)


def _function(found: Answered, wanted: Wanted) -> Row:
    provided, available = _of(found, wanted.provided), _of(found, wanted.available)
    headline = available or provided
    known = found.needed[wanted.phase].day is not None
    # Of a phase for which nobody states any allocation nothing is known; a floor of 0 would tell too much.
    told = headline if wanted.stated else None
    dates = {} if told is None else told.floor.dates
    return (
        wanted.phase,
        wanted.function,
        found.roadmap.label(Function.kind, wanted.function),
        state_of(found, wanted).value,
        joined(wanted.elements),
        joined(wanted.gaps),
        day(found.needed[wanted.phase].day),
        *_bounds(provided if wanted.stated and known else None),
        *_bounds(available if wanted.stated and known else None),
        None if told is None or not known else chance(told.floor.error),
        None if told is None else chance(told.floor.ever),
        None if told is None else day(told.floor.announced),
        *(day(dates.get(percent)) for percent in (50, 70, 80, 90)),
        _unverified(found, wanted),
    )


def _unverified(found: Answered, wanted: Wanted) -> bool:
    """Whether a statement behind a function, or behind anything that it waits for, is unverified."""
    return wanted.milestone in found.unverified or any(s.unverified for s in wanted.statements)


def _bounds(told: Chance | None) -> tuple[Cell, Cell]:
    if told is None:
        return None, None
    return chance(told.floor.chance), chance(told.ceiling.chance)
