"""What to draw of the schedule: S-curves, dates with their bands, drivers, and who delays whom."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ecliptic.assess.assessment import Figure, LazyData
from ecliptic.assess.figure_data import (
    Curve,
    CurvesData,
    DateMark,
    Entry,
    GanttData,
    GanttRow,
    HeatCell,
    HeatmapData,
    TornadoBar,
    TornadoData,
    slug,
)
from ecliptic.assess.involvement import Names
from ecliptic.assess.schedule.tables.cells import day, unverified
from ecliptic.vocabulary import Element, Mission, Organisation, Phase

if TYPE_CHECKING:
    from ecliptic.assess.schedule.answering import Answered
    from ecliptic.assess.schedule.answers.chances import Chance
    from ecliptic.assess.schedule.answers.drivers import Bar
    from ecliptic.assess.schedule.plan import Step

_MOST_CURVES, _MOST_ROWS, _MOST_BARS = 40, 120, 12
_YEARS_AHEAD = 20
_DRAWN = (Mission.kind, Element.kind)


def figures(found: Answered) -> tuple[Figure, ...]:
    """The figures for which there is something to show."""
    made = []
    source = (
        f"{len(found.plan.steps)} steps of the plan behind this roadmap, {found.parameters.samples} samples."
    )
    if found.goals:
        made.append(_phases(found, source))
    if any(step.milestone.kind == Mission.kind for step in _open_steps(found)):
        made.append(_missions(found, source))
    if _open_steps(found):
        made.append(_gantt(found, source))
    for phase, told in found.drivers.items():
        if told.worst:
            made.append(_tornado(found, phase, source))
    if found.exposure is not None and len(found.exposure.organisations) > 1:
        made.append(_exposure(found, source))
    return tuple(made)


def _open_steps(found: Answered) -> list[Step]:
    """Missions and elements that are still to come, as the plan has them."""
    return [
        step
        for step in found.plan.steps
        if step.milestone.kind in _DRAWN and step.since is None and step.milestone in found.chances
    ]


# --- S-curves -------------------------------------------------------------------------------------


def _phases(found: Answered, source: str) -> Figure:
    what = "available, with technology gaps closed" if found.parameters.gaps else "provided"
    return Figure(
        name="functions-over-time",
        form="curves",
        title="Share of functions that are there, over time",
        caption=(
            f"Of the functions of each phase, the share expected to be {what}. The line counts what has no "
            "date as never there; the band reaches up to where it would be if that were there at once."
        ),
        source=source,
        data=LazyData(lambda: phase_data(found)),
    )


def phase_data(found: Answered) -> dict[str, Any]:
    """One curve for each phase: the mean over its functions, those without any step as never there."""
    grid = _grid(found.plan.day)
    curves, marks = [], [DateMark(date=found.plan.day.isoformat(), label="seen from here")]
    for phase, goals in found.goals.items():
        number = sum(wanted.phase == phase for wanted in found.built.functions)
        told = [found.chances[goal] for goal in goals]
        curve = Curve(
            id=phase,
            label=found.roadmap.label(Phase.kind, phase),
            kind=Phase.kind,
            points=_mean(told, grid, number, floor=True),
            announced=None,
        )
        curve["high"] = _mean(told, grid, number, floor=False)
        curves.append(curve)
        when = found.needed[phase]
        if when.day is not None:
            marks.append(DateMark(date=when.day.isoformat(), label=f"{phase} needs them"))
    data = CurvesData(
        curves=curves, marks=marks, start=grid[0].isoformat(), end=grid[-1].isoformat(), curve_title="Phase"
    )
    return {**data}


def _grid(first: date) -> list[date]:
    """The first day, and the last of each quarter after it."""
    ends = [(3, 31), (6, 30), (9, 30), (12, 31)]
    last = min(first.year + _YEARS_AHEAD, date.max.year)
    days = [date(year, month, number) for year in range(first.year, last + 1) for month, number in ends]
    return [first, *(one for one in days if one > first)]


def _mean(
    told: Sequence[Chance], grid: Sequence[date], number: int, *, floor: bool
) -> list[tuple[str, float]]:
    points = []
    for one in grid:
        total = sum(_at(chance, one, floor=floor) for chance in told)
        points.append((one.isoformat(), round(total / max(number, 1), 4)))
    return points


def _at(told: Chance, when: date, *, floor: bool) -> float:
    """The chance by a day, straight between the points of the curve."""
    curve = told.curve
    place = bisect_right(curve, when, key=lambda point: point.day)
    values = [point.floor if floor else point.ceiling for point in curve[max(place - 1, 0) : place + 1]]
    if place == 0:
        return 0.0
    if place == len(curve):
        bound = told.floor if floor else told.ceiling
        return bound.ever
    before, after = curve[place - 1], curve[place]
    part = (when - before.day).days / max((after.day - before.day).days, 1)
    return values[0] + part * (values[1] - values[0])


def _missions(found: Answered, source: str) -> Figure:
    return Figure(
        name="missions-over-time",
        form="curves",
        title="How likely missions have been launched, over time",
        caption=(
            "Missions for which most waits come first. A mark on a curve is the last day that its own "
            "announcement allows. Curves that end below 1 are of missions that may never come about."
        ),
        source=source,
        data=LazyData(lambda: mission_data(found)),
    )


def mission_data(found: Answered) -> dict[str, Any]:
    """Curves of missions that are dated, those that most other steps wait for first."""
    waiting: dict[Any, int] = {}
    for wait in found.plan.waits:
        waiting[wait.before] = waiting.get(wait.before, 0) + 1
    steps = [
        s for s in _open_steps(found) if s.milestone.kind == Mission.kind and found.chances[s.milestone].curve
    ]
    steps.sort(key=lambda step: (-waiting.get(step.milestone, 0), step.announced or date.max, step.milestone))
    curves = [_mission(found, step) for step in steps[:_MOST_CURVES]]
    data = CurvesData(
        curves=curves,
        marks=[DateMark(date=found.plan.day.isoformat(), label="seen from here")],
        start=found.plan.day.isoformat(),
        end=_grid(found.plan.day)[-1].isoformat(),
        curve_title="Mission",
    )
    return {**data}


def _mission(found: Answered, step: Step) -> Curve:
    told, grid = found.chances[step.milestone], _grid(found.plan.day)
    made = Curve(
        id=step.milestone.id,
        label=found.roadmap.label(step.milestone.kind, step.milestone.id),
        kind=step.milestone.kind,
        points=[(one.isoformat(), round(_at(told, one, floor=True), 4)) for one in grid],
        announced=day(step.announced),
    )
    if told.ceiling.ever - told.floor.ever > 0.005:
        made["high"] = [(one.isoformat(), round(_at(told, one, floor=False), 4)) for one in grid]
    if unverified(step):
        made["unverified"] = True
    return made


# --- dates with bands -----------------------------------------------------------------------------


def _gantt(found: Answered, source: str) -> Figure:
    return Figure(
        name="dates",
        form="gantt",
        title="When missions and elements come, and how sure that is",
        caption=(
            "Each band holds 80 of 100 of the cases in which the thing comes about at all, with the median "
            "between; the chance that it does stands beside it. The hollow mark is the last day announced."
        ),
        source=source,
        data=LazyData(lambda: gantt_data(found)),
    )


def gantt_data(found: Answered) -> dict[str, Any]:
    """Missions and elements to come by who is responsible, in the order of their medians."""
    names = Names(found.roadmap)

    def order(step: Step) -> tuple[str, date, tuple[str, str, str]]:
        owner = names.short(step.organisations[0]) if step.organisations else "\uffff"
        return owner, found.chances[step.milestone].floor.if_ever[50] or date.max, step.milestone

    rows = [_row(found, names, step) for step in sorted(_open_steps(found), key=order)[:_MOST_ROWS]]
    data = GanttData(
        rows=rows,
        marks=[DateMark(date=found.plan.day.isoformat(), label="seen from here")],
        start=found.plan.day.isoformat(),
        end=_grid(found.plan.day)[-1].isoformat(),
        row_title="Mission or element",
        chance_title="ever coming about",
    )
    return {**data}


def _row(found: Answered, names: Names, step: Step) -> GanttRow:
    told = found.chances[step.milestone]
    row = GanttRow(
        id=step.milestone.id,
        label=found.roadmap.label(step.milestone.kind, step.milestone.id),
        kind=step.milestone.kind,
        group=names.short(step.organisations[0]) if step.organisations else "nobody stated",
        announced=day(step.announced),
        p10=day(told.floor.if_ever[10]),
        p50=day(told.floor.if_ever[50]),
        p90=day(told.floor.if_ever[90]),
        since=None,
        needed=None,
        chance=round(told.floor.ever, 4),
        unverified=unverified(step),
        organisations=[names.short(organisation) for organisation in step.organisations[1:]],
    )
    if told.ceiling.ever - told.floor.ever > 0.005:
        row["ceiling"] = round(told.ceiling.ever, 4)
    if not step.known:
        row["text"] = step.basis
    return row


# --- drivers --------------------------------------------------------------------------------------


def _tornado(found: Answered, phase: str, source: str) -> Figure:
    return Figure(
        name=f"drivers-{slug(phase)}",
        form="tornado",
        title=f"What decides how many functions of {phase} are there in time",
        caption=(
            "Mean chance of the phase's functions with providers to be there in time if one step took the "
            "time that it takes at best or at worst, each in one of ten cases, or were certain to come "
            "about, and all else went as it may."
        ),
        source=source,
        data=LazyData(lambda: tornado_data(found, phase)),
        unit="%",
    )


def tornado_data(found: Answered, phase: str) -> dict[str, Any]:
    """The widest bars of a phase, in per cent."""
    told = found.drivers[phase]
    data = TornadoData(
        bars=[_bar(found, bar, told.chance) for bar in told.worst[:_MOST_BARS]],
        base=_percent(told.chance),
        value_title="Mean chance to be there in time",
        unit="%",
        bar_title="Step",
        low_title="at best",
        high_title="at worst",
    )
    return {**data}


def _bar(found: Answered, bar: Bar, usual: float) -> TornadoBar:
    step = found.step(bar.milestone)
    years = bar.late_d / 365.25
    best = _percent(usual + max(bar.early.mean, bar.certain.mean))
    worst = _percent(usual + min(bar.late.mean, bar.early.mean))
    return TornadoBar(
        id=step.milestone.id,
        label=step.title,
        kind=step.milestone.kind,
        low=best,
        high=worst,
        text=f"{step.title}: {best} % at best, {worst} % if it takes {years:.1f} years",
        unverified=unverified(step),
    )


def _percent(value: float) -> float:
    return round(100 * value, 2)


# --- exposure -------------------------------------------------------------------------------------


def _exposure(found: Answered, source: str) -> Figure:
    return Figure(
        name="exposure",
        form="heatmap",
        title="Who delays whom",
        caption=(
            "Mean delay of the open milestones of each organisation (columns) that would be gone if those of "
            "another (rows) went as announced. Where they are the same it is the organisation's own delay. "
            "An empty cell: nothing of the one waits for the other."
        ),
        source=source,
        data=LazyData(lambda: exposure_data(found)),
        unit="d",
    )


def exposure_data(found: Answered) -> dict[str, Any]:
    """Causes against bearers, in days; empty where nothing waits."""
    exposure, names = found.exposure, Names(found.roadmap)
    organisations = exposure.organisations if exposure is not None else ()
    place = {organisation: number for number, organisation in enumerate(organisations)}
    cells = []
    for one in exposure.passed if exposure is not None else ():
        if one.affected and one.delay_d is not None:
            amount = round(max(one.delay_d.mean, 0.0))
            who = f"{names.short(one.cause)} delays {names.short(one.bearer)}"
            who = f"{names.short(one.cause)}, its own delay" if one.cause == one.bearer else who
            label = f"{who}: {amount} days in the mean of {one.milestones} milestones; {one.affected} wait"
            cell = HeatCell(row=place[one.cause], column=place[one.bearer], value=amount, label=label)
            if one.cause == one.bearer:
                cell["own"] = True
            cells.append(cell)
    data = HeatmapData(
        rows=_entries(names, organisations),
        columns=_entries(names, organisations),
        cells=cells,
        low=0,
        high=max((cell["value"] or 0 for cell in cells), default=0),
        row_title="Cause",
        column_title="Bearer",
    )
    return {**data}


def _entries(names: Names, organisations: Iterable[str]) -> list[Entry]:
    return [Entry(id=o, label=names.short(o), kind=Organisation.kind, group=None) for o in organisations]
