"""A negotiation sheet for each organisation: what it is asked for, what it gets, with whom, and why."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ecliptic.assess.assessment import Column, LazyRows, Row, Table
from ecliptic.assess.involvement import counted, in_a_row
from ecliptic.assess.partnership.ground import Ground, Option
from ecliptic.assess.partnership.matching import Match
from ecliptic.assess.partnership.needs import Need
from ecliptic.assess.partnership.robustness import parts_of

_ASKED = {"lead": "asked to lead", "contribute": "asked to contribute", "back up": "asked to back up"}
_MOST_MET = 12

COLUMNS = (
    Column("organisation", "Organisation that the sheet is for", kind="organisation"),
    Column("line", "Place on the sheet", "integer", "line"),
    Column("what", "What the line is about"),
    Column("need_kind", "Kind of the need; empty where the line is about the whole"),
    Column("need_id", "Identifier of the need"),
    Column("need_name", "What it is called"),
    Column("from_year", "Year in which work would start", "integer", "year"),
    Column("to_year", "Last year of the work", "integer", "year"),
    Column("with_whom", "The others who would have a part"),
    Column("own_weight", "What the need is worth to the organisation, of all needs", "number", "share"),
    Column("words", "The line in words"),
)


def sheet_table(ground: Ground) -> Table:
    """The sheets by the first option; of others they tell only what the audience may see anyway."""
    title = "Negotiation sheets: what each organisation would give and get"
    return Table("sheets", title, COLUMNS, LazyRows(lambda: _rows(ground)))


def _rows(ground: Ground) -> Iterator[Row]:
    if not ground.options:
        return
    option, problem = ground.options[0], ground.problem
    parts = list(parts_of(option.solution.roles))
    involved = {who for _, who, _ in parts}
    for row, organisation in enumerate(problem.organisations):
        if ground.organisation is not None and organisation != ground.organisation:
            continue
        if row not in involved and ground.organisation is None:
            continue
        lines = [_whole(ground, option, row)]
        lines += [_asked(ground, option, part) for part in parts if part[1] == row]
        lines += _met_by_others(ground, option, row)
        for place, line in enumerate(lines, start=1):
            yield (organisation, place, *line)


def _whole(ground: Ground, option: Option, row: int) -> Row:
    solution, problem = option.solution, ground.problem
    own = [part for part in parts_of(solution.roles) if part[1] == row]
    gain = ground.gain(option, row)
    worth = f"worth {solution.utility[row]:.2f} to it, against {solution.alone[row]:.2f} alone"
    share = "" if gain is None else f" ({gain:.0%} of what it could gain at most)"
    weights = (
        "as it has stated" if ground.has_priorities(problem.organisations[row]) else "assumed from interests"
    )
    words = (
        f"{counted(len(own), 'part')} with {solution.effort[row].sum():.1f} points of effort; the option is "
        f"{worth}{share}, where having all needs met is worth 1, in its own weights {weights}."
    )
    return ("the whole", None, None, None, None, None, None, None, words)


def _asked(ground: Ground, option: Option, part: tuple[int, int, str]) -> Row:
    column, row, role = part
    need, problem = ground.draft.needs[column], ground.problem
    start = problem.first_year + int(option.solution.start[column])
    match = ground.match(need, problem.organisations[row])
    return (
        _ASKED[role],
        *_named(need),
        start,
        start + int(problem.duration[column]) - 1,
        _others(ground, option, column, row),
        _worth(ground, row, column),
        f"{_why(match)} {_surely(option, part)}",
    )


def _met_by_others(ground: Ground, option: Option, row: int) -> list[Row]:
    """The needs that matter most to it and that others meet without it."""
    problem, solution = ground.problem, option.solution
    mine = {column for column, who, _ in parts_of(solution.roles) if who == row}
    met = [int(c) for c in np.flatnonzero(solution.lead >= 0) if int(c) not in mine]
    met.sort(key=lambda column: (-problem.own_weight[row, column], column))
    return [
        (
            "met by others",
            *_named(ground.draft.needs[column]),
            problem.first_year + int(solution.start[column]),
            problem.first_year + int(solution.start[column] + problem.duration[column]) - 1,
            _others(ground, option, column, row),
            _worth(ground, row, column),
            "Others would meet this need without a part of yours.",
        )
        for column in met[:_MOST_MET]
    ]


def _others(ground: Ground, option: Option, column: int, row: int) -> str | None:
    need, problem = ground.draft.needs[column], ground.problem
    team = [
        f"{ground.named(problem.organisations[who], need)} ({role})"
        for other, who, role in parts_of(option.solution.roles)
        if other == column and who != row
    ]
    return in_a_row(team) or None


def _why(match: Match) -> str:
    known = [term.words for term in match.terms if term.value is not None and term.weight > 0]
    return f"Why: {'; '.join(known)}." if known else "Nothing near the need is known of it."


def _surely(option: Option, part: tuple[int, int, str]) -> str:
    share = option.survival.get(part)
    return "" if share is None else f"The same choice comes out in {share:.0%} of the samples."


def _worth(ground: Ground, row: int, column: int) -> float:
    return round(float(ground.problem.own_weight[row, column]), 4)


def _named(need: Need) -> Row:
    return need.subject.kind, need.subject.id, need.label
