"""Whatever a roadmap says, there is a plan of it or a refusal in words, in whatever order it is read."""

from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from math import inf
from typing import Any

import networkx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecliptic.assess.schedule.building import Asked, Built, plan_of
from ecliptic.assess.schedule.plan import Milestone, laid
from ecliptic.errors import UsageError
from ecliptic.roadmap import Envelope, Roadmap, Statement
from ecliptic.vocabulary import KINDS, FieldSpec, Firmness, PlannedDate, fields_of
from made_plans import DAY, Steady, early_dates, element, mission, roadmap, said, waits
from strategies import PUBLISHERS, planned_dates

IDS = ("A", "B", "C")
INSTANTS = tuple(datetime(year, 7, 1, tzinfo=UTC) for year in (2000, 2026, 2060))
CHOSEN = {
    "mission": 3,
    "element": 3,
    "dependency": 4,
    "schedule-estimate": 2,
    "window": 2,
    "allocation": 3,
    "function": 2,
    "phase": 2,
    "technology": 2,
    "technology-gap": 2,
    "contribution": 2,
    "project": 1,
    "location": 2,
}


NUMBERS = (0.0, 1.0, 3.0, 30.0, 1000.0, 1e7, 1e300, -30.0, -1e9, 0.5)
STATUSES = ("completed", "cancelled", "planned")


def values(spec: FieldSpec) -> st.SearchStrategy[Any]:
    """Values of one field, of which all that matter to a plan are likely to meet one another."""
    low, high = (edge if edge is not None else by for edge, by in ((spec.least, -inf), (spec.largest, inf)))
    possible = [number for number in NUMBERS if low <= number <= high]
    one: st.SearchStrategy[Any] = st.booleans()
    if spec.target is not None:
        one = st.sampled_from(IDS)
    elif spec.terms is not None:
        one = st.sampled_from(list(spec.terms))
    elif spec.type in ("integer", "number"):
        one = st.sampled_from(possible).map(int if spec.type == "integer" else float)
    elif spec.type == "date":
        one = planned_dates()
    elif spec.type != "boolean":
        one = st.sampled_from(STATUSES) if spec.name == "status" else st.just("x")
    if spec.many:
        return st.lists(one, max_size=2).map(tuple)
    return one if spec.required else st.none() | one if spec.default is None else one


@cache
def contents(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    record = KINDS[kind]
    fields = {spec.name: values(spec) for spec in fields_of(record) if spec.name != "id"}
    for field, kind_field in record.any_refs.items():
        fields |= {field: st.sampled_from(IDS), kind_field: st.sampled_from([*CHOSEN])}
    return st.fixed_dictionaries(fields)


TIDY: dict[str, dict[str, Any]] = {
    "dependency": {"readiness": None, "enough": None, "lag_d": 30.0, "after_kind": "mission"},
    "schedule-estimate": {"target_kind": "element", "low_d": None, "from_trl": None},
    "window": {"opens": "2030-01-01", "closes": "2030-02-01", "repeats_d": 400.0, "destination": "A"},
}
"""What keeps records of a kind from being refused, as most made-up ones are."""


@st.composite
def told(draw: st.DrawFn, kind: str, identifier: str, tidy: bool) -> Statement:
    """A made-up statement that refers to things of the same few identifiers."""
    fields = draw(contents(kind)) | (TIDY.get(kind, {}) if tidy else {})
    if kind == "dependency" and tidy:
        before_kind = draw(st.sampled_from(["technology", "technology-gap", "element", "project"]))
        fields |= {"before_kind": before_kind, "lag_d": draw(st.sampled_from([None, 30.0, -30.0]))}
    envelope = Envelope(
        publisher=draw(st.sampled_from(PUBLISHERS)),
        stated_at=draw(st.sampled_from(INSTANTS)),
        as_of=draw(st.none() | planned_dates()),
        firmness=draw(st.none() | st.sampled_from(Firmness)),
    )
    return Statement(KINDS[kind].model_validate({"id": identifier, **fields}), envelope)


@st.composite
def roadmaps(draw: st.DrawFn) -> list[Statement]:
    tidy = draw(st.booleans())
    found = []
    for kind, most in CHOSEN.items():
        for identifier in IDS[: draw(st.integers(0, min(most, len(IDS))))]:
            found.append(draw(told(kind, identifier, tidy)))
    return found


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(roadmaps(), st.booleans(), st.integers(1, 2))
def test_any_roadmap_gives_a_plan_or_words(statements: list[Statement], gaps: bool, providers: int) -> None:
    asked = Asked(providers=providers, gaps=gaps, once=gaps)
    first, second = (_built(order, asked) for order in (statements, statements[::-1]))
    if isinstance(first, str) or isinstance(second, str):
        assert first == second
        return
    assert first.plan == second.plan
    assert first.functions == second.functions
    for unknown in ("never", "at once"):
        made = laid(first.plan, unknown)
        assert made.schedule.network.activities >= len(first.plan.steps)
    assert {goal in first.plan.by_milestone for goal in first.plan.goals} <= {True}
    assert first.unknown <= set(first.plan.by_milestone)
    for step in first.plan.steps:
        assert step.title
        assert 0 <= step.chance <= 1
        assert step.since is None or step.since <= DAY


def _built(statements: list[Statement], asked: Asked) -> Built | str:
    try:
        return plan_of(Roadmap(statements), Steady(), asked)
    except UsageError as error:
        return str(error)


@pytest.mark.parametrize(("count", "seed"), [(10, 1), (10, 2), (50, 3), (300, 4), (2000, 5)])
def test_early_dates_are_the_longest_paths(count: int, seed: int) -> None:
    draw = np.random.Generator(np.random.PCG64(seed))
    kinds = draw.choice(["mission", "element"], count).tolist()
    years = draw.integers(2027, 2045, count).tolist()
    pairs = sorted({tuple(sorted(draw.choice(count, 2, replace=False).tolist())) for _ in range(2 * count)})
    lags = draw.integers(0, 800, len(pairs)).tolist()
    field = {"mission": "launch", "element": "first_use"}
    statements = [
        said(kind, f"T{number}", **{field[kind]: str(year)})
        for number, (kind, year) in enumerate(zip(kinds, years, strict=True))
    ]
    statements += [
        waits(f"{kinds[a]}:T{a}", f"{kinds[b]}:T{b}", lag_d=float(lag))
        for (a, b), lag in zip(pairs, lags, strict=True)
    ]
    found = early_dates(plan_of(roadmap(*statements), Steady()).plan)
    graph = networkx.DiGraph()
    for number, year in enumerate(years):
        last = PlannedDate.parse(str(year)).latest
        assert last is not None
        graph.add_edge("day", number, weight=(last - DAY).days)
    graph.add_weighted_edges_from((a, b, lag) for (a, b), lag in zip(pairs, lags, strict=True))
    made: dict[Any, float] = {"day": 0.0}
    for node in networkx.topological_sort(graph):
        if node != "day":
            made[node] = max(made[a] + graph[a][node]["weight"] for a in graph.predecessors(node))
    assert max(made.values()) == networkx.dag_longest_path_length(graph)
    ends = {"mission": mission, "element": element}
    for number, kind in enumerate(kinds):
        assert found[ends[kind](f"T{number}")] == made[number]


def test_missions_and_elements_never_wait_for_one_another_in_a_circle() -> None:
    draw = np.random.Generator(np.random.PCG64(7))
    years = [None, *range(2026, 2036)]
    for number_of_run in range(40):
        statements = []
        for number in range(8):
            launch, first_use = (years[place] for place in draw.integers(0, len(years), 2))
            listed = [f"E{place}" for place in range(8) if draw.random() < 0.15 + 0.05 * (number_of_run % 6)]
            realised = f"E{number + 1}" if draw.random() < 0.3 else None
            statements += [
                said("mission", f"M{number}", launch=_text(launch), elements=listed, lead="ESA"),
                said("element", f"E{number}", first_use=_text(first_use), realises=realised, lead="ESA"),
            ]
        made = plan_of(roadmap(*statements), Steady(), Asked(once=number_of_run % 2 == 0)).plan
        graph = networkx.DiGraph([(wait.before, wait.after) for wait in made.waits])
        assert networkx.is_directed_acyclic_graph(graph)


def _text(year: int | None) -> str | None:
    return None if year is None else str(year)


def test_steps_and_waits_are_in_order() -> None:
    made = plan_of(
        roadmap(
            said("mission", "B", launch="2030", elements=["E"]),
            said("mission", "A", launch="2029", elements=["E"]),
            said("element", "E", first_use="2028"),
        ),
        Steady(),
    ).plan
    milestones: list[Milestone] = [step.milestone for step in made.steps]
    assert milestones == sorted(milestones)
    keys = [(wait.after, wait.alternatives or "", wait.before) for wait in made.waits]
    assert all(one < other for one, other in pairwise(keys))
