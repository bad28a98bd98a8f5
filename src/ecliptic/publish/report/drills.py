"""Where the rows are that a number in a table counts: rules for the program's own questions.

A rule leads from a column of one table to another table of the same answer and says which of its rows: those
that agree with this row in some columns, and that have certain values in others. Readers see it as a
search in that table. Numbers of plug-ins have no rule, and their rows lead to records like all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ecliptic.assess import Column, Table
from ecliptic.assess.assessment import Row

EVERYTHING = "all"
"""What stands for the whole in the first row of a summary."""
_PROVIDED = "several providers|single provider"


@dataclass(frozen=True, slots=True)
class Lead:
    """A place in the report and, where it is a table, the search to make there."""

    address: str
    search: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Leads from columns of a table to rows of another."""

    target: str
    same: Mapping[str, str] = field(default_factory=dict)
    """Columns of this table and the columns of the other one that must agree with them."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Values that columns of the other table must have; `|` stands between choices."""


Rules = Mapping[tuple[str, str], Rule]


def _of_functions(table: str, subject: Mapping[str, str], *columns: str) -> dict[tuple[str, str], Rule]:
    same = {"phase": "phase", **subject}
    return {(table, column): Rule("functions", same, _FUNCTIONS[column]) for column in columns}


_FIRMNESSES = ("fact", "approved", "planned", "considered", "concept")
_FUNCTIONS: Mapping[str, Mapping[str, str]] = {
    "functions": {},
    "covered": {"status": _PROVIDED},
    "single_provider": {"status": "single provider"},
    "without_element": {"status": "no provider"},
    "marked": {"marked": "yes"},
    **{f"covered_{word}": {"status": _PROVIDED, "firmness": word} for word in _FIRMNESSES},
    "covered_unknown": {"status": _PROVIDED, "firmness": "–"},
}
_PHASE = {"phase": "phase"}
_COVERAGE: Rules = {
    **_of_functions("summary", {}, *(column for column in _FUNCTIONS if column != "covered")),
    **_of_functions("sub_architectures", {"sub_architecture": "sub_architecture"}, *_FUNCTIONS),
    **_of_functions("objectives", {"objective": "objectives"}, *_FUNCTIONS),
    **_of_functions("use_cases", {"use_case": "use_cases"}, *_FUNCTIONS),
    ("summary", "allocations"): Rule("allocations", _PHASE, {"status": "allocated"}),
    ("summary", "use_cases"): Rule("use_cases", _PHASE),
    ("summary", "use_cases_without_function"): Rule("use_cases", _PHASE, {"status": "no function"}),
    ("summary", "objectives"): Rule("objectives", _PHASE),
    ("summary", "objectives_without_use_case"): Rule("objectives", _PHASE, {"use_cases": "0"}),
    ("goals", "objectives"): Rule("objectives", {**_PHASE, "goal": "goals", "name": "category"}),
    ("objectives", "use_cases"): Rule("use_cases", {**_PHASE, "objective": "objectives"}),
    ("organisations", "provides"): Rule("functions", {**_PHASE, "organisation": "organisations"}),
    ("organisations", "addresses_gaps"): Rule(
        "functions", {**_PHASE, "organisation": "addressed_by"}, {"status": "no provider"}
    ),
    ("organisations", "interested"): Rule("functions", {**_PHASE, "organisation": "interested"}),
}

_GAP = {"gap": "gap"}
_STANDINGS = {
    "firm": "firm",
    "planned": "planned",
    "on_paper": "on paper",
    "firmness_unknown": "firmness not stated",
    "nobody": "nobody",
}
_ADDRESSES = {"one_organisation": "one organisation", "several_organisations": "several organisations"}
_READINESS: Rules = {
    ("summary", "gaps"): Rule("gaps", {"assessment": "assessment", "publisher": "publisher"}),
    **{
        ("summary", column): Rule(
            "gaps", {"assessment": "assessment", "publisher": "publisher"}, {"standing": standing}
        )
        for column, standing in _STANDINGS.items()
    },
    **{
        ("summary", column): Rule(
            "gaps", {"assessment": "assessment", "publisher": "publisher"}, {"address": address}
        )
        for column, address in _ADDRESSES.items()
    },
    **{
        ("summary", column): Rule(
            "gaps", {"assessment": "assessment", "publisher": "publisher"}, {flag: "yes"}
        )
        for column, flag in (("moon_and_mars", "moon_and_mars"), ("unverified", "unverified"))
    },
    # Each row tells one way in which the gap is waited for; what the number counts is in one of its columns.
    ("gaps", "functions"): Rule("waiting", _GAP, {"function": "*"}),
    ("gaps", "functions_without_element"): Rule("waiting", _GAP, {"without_element_in": "*"}),
    ("gaps", "use_cases"): Rule("waiting", _GAP, {"use_case": "*"}),
    ("gaps", "objectives"): Rule("waiting", _GAP, {"objectives": "*"}),
}

_CLUSTER = {"cluster": "cluster"}
_PAIRS = {
    "pairs_overlap": "overlap",
    "pairs_possible": "possible overlap",
    "pairs_wanted": "wanted redundancy",
    "pairs_cooperation": "cooperation",
    "pairs_interest": "interest",
}
_OVERLAP: Rules = {
    **{("clusters", c): Rule("overlaps", _CLUSTER, {"status": status}) for c, status in _PAIRS.items()},
    ("clusters", "undertakings"): Rule("undertakings", _CLUSTER),
}

_PROBLEMS = {
    "unverified": "unverified statements",
    "stale": "stale statements",
    "dangling": "dangling references",
    "contradictions": "contradictions",
    "duplicates": "duplicates",
    "claims": "claims on unallocated functions",
    "passed": "passed dates",
    "without_firmness": "firmness not stated",
}
_HEALTH: Rules = {
    (table, column): Rule("problems", {name: name for name in subject}, {"problem": problem})
    for table, subject in (
        ("publishers", ("publisher",)),
        ("kinds", ("kind",)),
        ("publisher_kinds", ("publisher", "kind")),
    )
    for column, problem in _PROBLEMS.items()
}

_LED = {"part": "lead"}
_PARTNERSHIP: Rules = {
    ("options", "needs_met"): Rule("roles", {"option": "option"}, _LED),
    **{
        ("benefits", column): Rule("roles", {"option": "option", "organisation": "organisation"}, part)
        for column, part in (("leads", _LED), ("helps", {"part": "contribute|back up"}))
    },
}

_STATES = {
    "there": "there already",
    "likely": "likely in time",
    "unlikely": "unlikely in time",
    "undated": "provided by elements without a date",
    "held": "held by technology gaps that nobody works on",
    "no_need_date": "planned, with no date at which the phase needs it",
    "unallocated": "provided by no element, or by too few",
    "not_stated": "in a phase for which nobody states allocations",
}
_SCHEDULE: Rules = {
    ("phases", "functions"): Rule("functions", _PHASE),
    **{("phases", column): Rule("functions", _PHASE, {"state": state}) for column, state in _STATES.items()},
    ("milestones", "waits_for"): Rule("waits", {"kind": "kind", "id": "id", "title": "title"}),
}

RULES: Mapping[str, Rules] = {
    "coverage": _COVERAGE,
    "readiness": _READINESS,
    "overlap": _OVERLAP,
    "health": _HEALTH,
    "partnership": _PARTNERSHIP,
    "schedule": _SCHEDULE,
}


def search_of(rule: Rule, table: Table, row: Row) -> str:
    """The search that finds the rows behind a number; an empty cell of this row asks for nothing."""
    names = [column.name for column in table.columns]
    wanted = dict(rule.fixed)
    for own, other in rule.same.items():
        value = row[names.index(own)] if own in names else None
        if value not in (None, EVERYTHING) and other not in wanted:
            wanted[other] = str(value)
    return " ".join(f'{name}:"{_without_quotes(value)}"' for name, value in wanted.items())


def rule_for(question: str, table: Table, column: Column) -> Rule | None:
    """The rule for a number, if there is one."""
    return RULES.get(question, {}).get((table.name, column.name))


def _without_quotes(value: str) -> str:
    # The search strips them from cells too, so nothing needs to be escaped.
    return value.replace('"', "")
