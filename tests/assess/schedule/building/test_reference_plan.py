"""The plan of the reference roadmap: what it should say of things that everybody knows."""

from collections import Counter
from datetime import date
from functools import cache

import networkx

from ecliptic import reference
from ecliptic.assess.schedule.building import Asked, Built, plan_of
from ecliptic.assess.schedule.plan import AT_ONCE, NEVER, Milestone, laid
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Dependency, Mission
from made_plans import FAR, Steady, before, early_dates, element, mission

# Statements of the reference hold for days up to this one.
DAY = date(2026, 11, 22)


@cache
def whole() -> Roadmap:
    return reference.load()


@cache
def built(phase: str | None = None) -> Built:
    return plan_of(whole(), Steady(DAY), Asked(phase))


def test_its_size() -> None:
    made = built()
    kinds = Counter(
        step.milestone.kind for step in made.plan.steps if step.milestone.stage != "by its own plan"
    )
    # More records may come; none of those counted here should be lost.
    assert kinds["mission"] >= 177
    assert kinds["element"] >= 81
    assert kinds["technology-gap"] >= 115
    past = sum(step.since is not None for step in made.plan.steps)
    assert past >= 84
    for unknown in (NEVER, AT_ONCE):
        laid(made.plan, unknown)


def test_functions_by_phase() -> None:
    told = {}
    for phase in ("HLR", "FE+"):
        functions = built(phase).functions
        told[phase] = (
            len(functions),
            sum(wanted.unallocated for wanted in functions),
            sum(wanted.marked for wanted in functions),
        )
    # Functions, those without an element, and those marked so; two of FE+ are both marked and allocated.
    assert told == {"HLR": (58, 2, 1), "FE+": (208, 74, 76)}
    assert all(wanted.unknown and not wanted.stated for wanted in built("HTM").functions)


def test_what_is_in_use() -> None:
    made = built().plan.by_milestone
    assert made[element("EM-003")].since == date(2022, 11, 16)
    assert made[element("EM-003")].title == "Orion in use"
    assert made[element("EM-001")].since == date(2022, 11, 16)
    assert made[mission("M007")].since == date(2022, 11, 16)
    assert made[mission("M033")].title == "Launch of Artemis II"
    assert made[mission("M033")].since == date(2026, 4, 1)
    assert made[element("EM-003")].organisations == ("NASA",)


def test_what_is_unknown() -> None:
    made = built()
    # Gateway is paused, and none of its parts has a launch date.
    assert {element("EM-004"), element("EL-GW"), element("EM-009"), element("EM-016")} <= made.unknown
    assert element("EM-005") not in made.unknown
    blank = {wanted.function for wanted in built("HLR").functions if wanted.unknown}
    assert {"FN-C-108 L", "FN-T-213 L", "FN-L-204 L"} <= blank
    only = {e for wanted in built("HLR").functions if wanted.unknown for e in wanted.elements}
    assert only == {"EM-004", "EM-009"}


def test_what_waits_for_what() -> None:
    plan = built().plan
    # The crewed landing waits for its lander, and that for its demonstration without crew.
    assert element("EL-HLSI") in {wait.before for wait in before(plan, mission("M049"))}
    assert mission("M048") in {wait.before for wait in before(plan, element("EL-HLSI"))}
    assert element("EL-HLSI") in {wait.before for wait in before(plan, element("EM-005"))}
    assert {mission("M052"), mission("M053")} <= {wait.before for wait in before(plan, element("EL-LTV"))}
    assert element("EM-007") in {wait.before for wait in before(plan, mission("M045"))}
    # Mars Sample Return is cancelled, which is known.
    assert plan.by_milestone[mission("M108")].chance == 0


def test_only_what_goes_to_mars_keeps_to_its_windows() -> None:
    plan, missions = built().plan, whole().records(Mission)
    held = {step.milestone.id for step in plan.steps if step.calendar is not None}
    around = {"mars", "mars-vicinity", "phobos"}
    to_come = {i for i, m in missions.items() if plan.by_milestone[mission(i)].since is None}
    assert held == {i for i in to_come if missions[i].destination in around}
    # Rosalind Franklin is announced for the end of 2028, within a window.
    launch = plan.on(early_dates(plan)[mission("M105")])
    assert launch == date(2028, 12, 31)


def test_stated_dependencies_are_taken_up() -> None:
    plan, dependencies = built().plan, whole().taken(Dependency.kind)
    assert len(dependencies) >= 43
    used = {s.id for wait in plan.waits for s in wait.statements if s.kind == Dependency.kind}
    past = {step.milestone.id for step in plan.steps if step.since is not None}
    # What has happened waits for nothing any more.
    records = whole().records(Dependency)
    assert used == {i for i, record in records.items() if record.after not in past}
    assert mission("M045") in {wait.before for wait in before(plan, mission("M049"))}


def test_no_circles_and_programmes() -> None:
    plan = built().plan
    graph = networkx.DiGraph([(wait.before, wait.after) for wait in plan.waits])
    assert networkx.is_directed_acyclic_graph(graph)
    assert plan.by_milestone[mission("M049")].programme == "Artemis"
    assert plan.by_milestone[mission("M110")].programme == "Tianwen"


def test_early_dates_are_those_of_another_reckoning() -> None:
    """Longest paths, with as many alternatives as are enough, by recursion over the plan alone."""
    plan = built().plan
    graph = networkx.DiGraph([(wait.before, wait.after) for wait in plan.waits])
    graph.add_nodes_from(plan.by_milestone)
    reached: dict[Milestone, float] = {}
    for milestone in networkx.topological_sort(graph):
        step = plan.by_milestone[milestone]
        sets: dict[str, list[tuple[float, int]]] = {}
        times = [0.0]
        for wait in before(plan, milestone):
            at = reached[wait.before] + wait.lag_d
            if wait.alternatives is None:
                times.append(at)
            else:
                sets.setdefault(wait.alternatives, []).append((at, wait.enough))
        times += [sorted(at for at, _ in chosen)[chosen[0][1] - 1] for chosen in sets.values()]
        start = max(times)
        if step.calendar is not None and step.since is None:
            start = step.calendar.next(start)
        never = step.since is None and (not step.known or step.chance == 0)
        took = 0.0 if step.since is not None or not step.known else step.duration.likely
        reached[milestone] = start + (FAR if never else took)
    found = early_dates(plan)
    assert found.keys() == reached.keys()
    for milestone, at in reached.items():
        assert min(found[milestone], FAR) == min(at, FAR), milestone


def test_announced_dates_are_reached_where_nothing_else_holds_them() -> None:
    plan = built().plan
    found = early_dates(plan)
    alone = [
        step
        for step in plan.steps
        if step.since is None
        and step.known
        and step.announced
        and step.announced > DAY
        and step.calendar is None
        and not before(plan, step.milestone)
    ]
    assert len(alone) > 80
    assert all(found[step.milestone] == (step.announced - DAY).days for step in alone if step.announced)
