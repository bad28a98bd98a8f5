"""What to draw: who would do what, coverage against effort, before and after, what a withdrawal leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ecliptic.assess.assessment import Figure, LazyData
from ecliptic.assess.figure_data import (
    Axis,
    Bar,
    BarsData,
    Category,
    Corner,
    Entry,
    FrontData,
    FrontPoint,
    MatrixCell,
    MatrixData,
    NetworkData,
    NetworkEnd,
    NetworkLink,
    Reference,
    Segment,
)
from ecliptic.assess.involvement import counted, titled
from ecliptic.assess.partnership.ground import Ground, Option
from ecliptic.assess.partnership.needs import Need
from ecliptic.assess.partnership.robustness import parts_of

_ROLES = {"lead": "lead", "contribute": "contributor", "back up": "backup"}
_KINDS = {
    "function": "Functions",
    "technology-gap": "Technology gaps",
    "data-gap": "Data gaps",
    "element": "Elements",
}
_SOURCE = (
    "Capabilities, interests and contributions as organisations state them, and options drawn from them."
)
_GROUPS = tuple(_KINDS)
_MOST_BARS = 20


def figures(ground: Ground) -> tuple[Figure, ...]:
    """Every figure; those about an option show the first."""
    front = _front_figure(ground)
    if not ground.options:
        return (front,)
    option = ground.options[0]
    return (_network(ground, option), front, _before_after(ground, option), _resilience(ground, option))


def _network(ground: Ground, option: Option) -> Figure:
    met = int((option.solution.lead >= 0).sum())
    return Figure(
        name="network",
        form="network",
        title=f"Who could do what: {option.name}",
        caption=(
            f"{counted(met, 'need')} of {len(ground.needs)} and the organisations that would meet them in "
            "the first option. A suggestion to talk about, not a plan of anybody."
        ),
        source=_SOURCE,
        data=LazyData(lambda: _network_data(ground, option)),
    )


def _network_data(ground: Ground, option: Option) -> Mapping[str, Any]:
    problem, needs = ground.problem, ground.draft.needs
    parts = list(parts_of(option.solution.roles))
    busy = sorted({who for _, who, _ in parts}, key=lambda who: (-_count(parts, who), who))
    taken = {column for column, _, _ in parts}
    # Those that somebody takes on come first within their group, since the last are left out where many are.
    columns = sorted(
        range(len(needs)), key=lambda c: (_GROUPS.index(needs[c].subject.kind), c not in taken, c)
    )
    left = [_organisation(ground, who) for who in busy]
    right = [_need_end(needs[column]) for column in columns]
    links = [
        NetworkLink(
            left=busy.index(who),
            right=columns.index(column),
            category=_ROLES[role],
            label=(
                f"{ground.named(problem.organisations[who], needs[column])} would {role} "
                f"{titled(needs[column].subject.id, needs[column].label)}, "
                f"from {problem.first_year + int(option.solution.start[column])}"
            ),
            unverified=bool(ground.match(needs[column], problem.organisations[who]).unverified_evidence),
        )
        for column, who, role in parts
    ]
    legend = [
        Category(value="lead", label="would lead"),
        Category(value="contributor", label="would contribute"),
        Category(value="backup", label="would back up"),
    ]
    data = NetworkData(
        left=left,
        right=right,
        links=links,
        legend=legend,
        left_title="Organisations",
        right_title="Needs",
        unlinked="nobody takes it on",
    )
    return {**data}


def _count(parts: Iterable[tuple[int, int, str]], who: int) -> int:
    return sum(member == who for _, member, _ in parts)


def _organisation(ground: Ground, who: int) -> NetworkEnd:
    organisation = ground.problem.organisations[who]
    shown = ground.shown(organisation)
    kind = "organisation" if shown == organisation else None
    return NetworkEnd(id=shown, label=ground.named(organisation), kind=kind, group=None)


def _need_end(need: Need) -> NetworkEnd:
    wanted = f"; wanted by {need.need_by.year}" if need.need_by is not None else ""
    return NetworkEnd(
        id=need.subject.id,
        label=need.label,
        kind=need.subject.kind,
        group=_KINDS[need.subject.kind],
        note=f"{need.wants[0].value}{wanted}",
    )


def _front_figure(ground: Ground) -> Figure:
    return Figure(
        name="front",
        form="front",
        title="Coverage against effort",
        caption=(
            "Each point is a way to share the work; those on the line cannot be bettered in one without "
            "losing in the other, were every need met by one alone, within a hundredth. Effort counts "
            "classes of size, in points, and is no money."
        ),
        source=_SOURCE,
        data=LazyData(lambda: _front_data(ground)),
    )


def _front_data(ground: Ground) -> Mapping[str, Any]:
    points = [
        FrontPoint(
            id=f"front-{place}",
            label=f"point {place}",
            kind=None,
            x=_rounded(point.objectives["effort"]),
            y=_rounded(point.objectives["coverage"]),
            dominated=False,
            category=point.status,
        )
        for place, point in enumerate(ground.chosen.front_points, start=1)
    ]
    points += [
        FrontPoint(
            id=f"option-{place}",
            label=option.name,
            kind=None,
            x=_rounded(option.solution.objectives["effort"]),
            y=_rounded(option.solution.objectives["coverage"]),
            dominated=_dominated(ground, option),
            picked=True,
            text=option.aim,
            category=option.solution.status,
        )
        for place, option in enumerate(ground.options, start=1)
    ]
    statuses = sorted({str(point.get("category")) for point in points})
    data = FrontData(
        x=Axis(title="Effort", unit="points", better="less"),
        y=Axis(title="Coverage", unit="share of the weighted needs", better="more"),
        points=points,
        ideal=_corner(ground.chosen.ideal),
        nadir=_corner(ground.chosen.nadir),
        legend=[Category(value=status, label=status) for status in statuses],
        point_title="Option",
    )
    return {**data}


def _corner(values: Mapping[str, float]) -> Corner | None:
    return Corner(x=_rounded(values["effort"]), y=_rounded(values["coverage"])) if values else None


def _dominated(ground: Ground, option: Option) -> bool:
    own = option.solution.objectives
    return any(
        point.objectives["coverage"] >= own["coverage"] - _SAME
        and point.objectives["effort"] <= own["effort"] - _SAME
        for point in ground.chosen.front_points
    )


def _before_after(ground: Ground, option: Option) -> Figure:
    return Figure(
        name="before-after",
        form="matrix",
        title="Needs before and after",
        caption=(
            "What the roadmap says today, and what would be so if the first option came about. "
            "Needs that nobody could lead stay open."
        ),
        source=_SOURCE,
        data=LazyData(lambda: _matrix_data(ground, option)),
    )


def _matrix_data(ground: Ground, option: Option) -> Mapping[str, Any]:
    columns = {need.subject: column for column, need in enumerate(ground.draft.needs)}
    rows: list[Entry] = []
    cells: list[MatrixCell] = []
    for place, need in enumerate(ground.needs):
        rows.append(
            Entry(
                id=need.subject.id, label=need.label, kind=need.subject.kind, group=_KINDS[need.subject.kind]
            )
        )
        column = columns.get(need.subject)
        lead = -1 if column is None else int(option.solution.lead[column])
        backed = column is not None and bool(option.solution.backups[column])
        for when, value in ((0, _before(need)), (1, _after(need, lead, backed))):
            cells.append(MatrixCell(row=place, column=when, value=value, label=_VALUES[value]))
    legend = [Category(value=value, label=label) for value, label in _VALUES.items()]
    heads = [
        Entry(id="before", label="today", kind=None, group=None),
        Entry(id="after", label="with the option", kind=None, group=None),
    ]
    data = MatrixData(
        rows=rows, columns=heads, cells=cells, legend=legend, row_title="Need", column_title="When"
    )
    return {**data}


_VALUES = {
    "several": "several would provide it",
    "single": "one would provide it",
    "none": "nobody provides it",
}


def _before(need: Need) -> str:
    return "single" if need.present else "none"


def _after(need: Need, lead: int, backed: bool) -> str:
    if lead < 0:
        return _before(need)
    return "several" if backed or need.present else "single"


def _resilience(ground: Ground, option: Option) -> Figure:
    return Figure(
        name="resilience",
        form="bars",
        title="What is left when one organisation withdraws",
        caption=(
            "Coverage of the first option that is left when an organisation withdraws and whoever backs it "
            f"up takes over; the {_MOST_BARS} that are missed most. The line is coverage with all of them."
        ),
        source=_SOURCE,
        unit="share of the weighted needs",
        data=LazyData(lambda: _bars_data(ground, option)),
    )


def _bars_data(ground: Ground, option: Option) -> Mapping[str, Any]:
    problem, whole = ground.problem, option.solution.objectives["coverage"]
    involved = {who for _, who, _ in parts_of(option.solution.roles)}
    order = sorted(involved, key=lambda who: (float(option.left_without[who]), who))[:_MOST_BARS]
    bars = [
        Bar(
            id=ground.shown(problem.organisations[who]),
            label=ground.named(problem.organisations[who]),
            kind="organisation" if ground.shown(problem.organisations[who]) in ground.rows else None,
            group=None,
            segments=[_left(float(option.left_without[who]))],
        )
        for who in order
    ]
    data = BarsData(
        bars=bars,
        legend=[Category(value="left", label="coverage left without it")],
        bar_title="Without",
        value_title="Coverage left",
        reference=Reference(value=_rounded(whole), label="with all of them"),
    )
    return {**data}


def _left(value: float) -> Segment:
    return Segment(category="left", value=_rounded(value), label=f"{value:.0%} of the weighted needs")


def _rounded(value: float) -> float:
    return round(value, 4) + 0.0


_SAME = 1e-6
