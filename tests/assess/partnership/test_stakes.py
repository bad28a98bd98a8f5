"""What organisations have at stake: their own words count, the narrowest wins, what is unknown is assumed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ecliptic.assess.assessment import Subject
from ecliptic.assess.partnership.audience import audience_of
from ecliptic.assess.partnership.needs import Need, Want
from ecliptic.assess.partnership.scopes import Scopes
from ecliptic.assess.partnership.stakes import Horizon, Stakes, stakes_of
from ecliptic.assess.partnership.worth import Weighing, worth_of
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement, Viewer
from ecliptic.vocabulary import (
    Allowance,
    Crosswalk,
    EffortEstimate,
    Function,
    Limit,
    LimitType,
    PlannedDate,
    Priority,
    TaxonomyNode,
    TechnologyGap,
    UseCase,
    Visibility,
)
from saying import said

NODES = [
    TaxonomyNode(id="P", code="P", edition="A", title="Power"),
    TaxonomyNode(id="P-1", code="P-1", edition="A", title="Generation", parent="P"),
    TaxonomyNode(id="X", code="X", edition="B", title="Power systems"),
    TaxonomyNode(id="X.1", code="X.1", edition="B", title="Sources", parent="X"),
]
CROSSWALK = Crosswalk(id="CW", source_node="P-1", target_node="X.1", scope="part")
NEEDS = [
    Need(Subject("function", "F1"), "Generate power", (Want.NOBODY,), topics=("P-1",)),
    Need(Subject("technology-gap", "G1"), "Better batteries", (Want.UNADDRESSED,), topics=("P",)),
    Need(Subject("data-gap", "D1"), "Maps", (Want.DATA,)),
]
WHO = ("CSA", "ESA")


def about(*statements: Statement, viewer: Viewer | None = None) -> Roadmap:
    return Roadmap([*map(said, [*NODES, CROSSWALK]), *statements], viewer=viewer)


def scopes() -> Scopes:
    return Scopes(about(), NEEDS, [need.topics for need in NEEDS])


def stakes(*statements: Statement, interest: Any = None) -> Stakes:
    known = np.full((2, 3), np.nan) if interest is None else np.array(interest, dtype=float)
    return stakes_of(about(*statements), WHO, NEEDS, scopes(), Horizon(2030, 4), known)


def esa(record: Any, **envelope: Any) -> Statement:
    return said(record, by="ESA", **envelope)


@pytest.mark.parametrize(
    ("area", "places"),
    [("P", {0, 1}), ("P-1", {0}), ("X", {0}), ("X.1", {0}), ("elsewhere", set())],
)
def test_an_area_holds_what_is_below_it_and_what_a_crosswalk_puts_there(area: str, places: set[int]) -> None:
    limit = Limit(id="L", organisation="ESA", type=LimitType.NO_PART, area=area)
    assert set(scopes().needs_in(limit)) == places


def test_a_record_without_area_and_needs_holds_for_everything_and_one_with_needs_for_these() -> None:
    every = scopes()
    everything = Limit(id="L", organisation="ESA", type=LimitType.NO_PART)
    named = Limit(id="L", organisation="ESA", type=LimitType.NO_PART, functions=("F1", "F9"))
    assert set(every.needs_in(everything)) == {0, 1, 2}
    assert set(every.needs_in(named)) == {0}


def test_the_narrowest_priority_wins_and_what_is_not_named_keeps_its_weight() -> None:
    found = stakes(
        esa(Priority(id="1", organisation="ESA", weight=9, functions=("F1",))),
        esa(Priority(id="2", organisation="ESA", weight=3, area="P")),
        esa(Priority(id="3", organisation="ESA", weight=5, area="P-1")),
    )
    assert found.own_weight.tolist() == [[1, 1, 1], [9, 3, 1]]
    assert found.has_priorities.tolist() == [False, True]


def test_interest_weighs_where_no_priority_is_stated_and_unknown_interest_is_no_dislike() -> None:
    found = stakes(
        esa(Priority(id="1", organisation="ESA", weight=0, functions=("F1",))),
        interest=[[1, 0.5, np.nan], [1, 0, np.nan]],
    )
    assert found.own_weight.tolist() == [[10, 5.5, 1], [0, 1, 1]]


def test_what_one_states_of_the_means_or_limits_of_another_does_not_count() -> None:
    found = stakes(
        said(Priority(id="1", organisation="ESA", weight=9), by="CSA"),
        said(Limit(id="2", organisation="ESA", type=LimitType.NO_PART), by="CSA"),
        said(Allowance(id="3", organisation="ESA", effort_points=1), by="CSA"),
        said(EffortEstimate(id="4", organisation="ESA", effort="large"), by="CSA"),
    )
    nobody = stakes()
    assert found.limits == ()
    assert not found.statements
    assert np.array_equal(found.own_weight, nobody.own_weight)
    assert np.array_equal(found.effort_points, nobody.effort_points)
    assert np.isnan(found.allowance).all()


def test_assumed_efforts_are_classes_and_the_longest_stated_duration_holds() -> None:
    found = stakes(
        esa(EffortEstimate(id="1", organisation="ESA", effort="very large", functions=("F1",))),
        esa(EffortEstimate(id="2", organisation="ESA", duration_years=2.5, technology_gaps=("G1",))),
    )
    assert found.effort_points.tolist() == [[2, 2, 1], [8, 2, 1]]
    assert found.duration_years.tolist() == [8, 3, 2]
    assert found.estimated.tolist() == [[False] * 3, [True, False, False]]


def test_an_allowance_holds_in_its_years_and_the_tighter_counts() -> None:
    found = stakes(
        esa(Allowance(id="1", organisation="ESA", effort_points=4)),
        esa(Allowance(id="2", organisation="ESA", effort_points=1, period=PlannedDate.parse("2031/2032"))),
        esa(Allowance(id="3", organisation="ESA", amount=5, currency="EUR")),
    )
    assert np.isnan(found.allowance[0]).all()
    assert found.allowance[1].tolist() == [4, 1, 1, 4]
    assert found.in_money == (None, None)


def test_money_is_drawn_only_by_what_has_been_estimated_in_it() -> None:
    found = stakes(
        esa(Allowance(id="1", organisation="ESA", amount=50, currency="EUR")),
        esa(
            EffortEstimate(id="2", organisation="ESA", cost_amount=90, cost_currency="EUR", functions=("F1",))
        ),
        esa(
            EffortEstimate(
                id="3", organisation="ESA", cost_amount=90, cost_currency="USD", technology_gaps=("G1",)
            )
        ),
    )
    assert found.in_money == (None, "EUR")
    assert found.allowance[1].tolist() == [50] * 4
    assert found.draw[0].tolist() == [2, 2, 1]
    assert found.draw[1, 0] == 90
    assert np.isnan(found.draw[1, 1:]).all()


def test_needs_weigh_alike_or_by_the_objectives_behind_them() -> None:
    roadmap = about(
        said(Function(id="F1", name="Generate power", use_cases=("U1", "U2"))),
        said(UseCase(id="U1", title="Light", objectives=("O1", "O2"))),
        said(UseCase(id="U2", title="Heat", objectives=("O2", "O3"))),
    )
    assert worth_of(roadmap, NEEDS, Weighing.NEEDS).tolist() == pytest.approx([1 / 3] * 3)
    # Three objectives wait for the function, one for the gap; of the data nobody says, so the mean stands.
    gap = said(TechnologyGap(id="G1", title="Better batteries", use_cases=("U3",)))
    one = said(UseCase(id="U3", title="Store", objectives=("O3",)))
    weighed = worth_of(roadmap.restated([gap, one]), NEEDS, Weighing.OBJECTIVES)
    assert weighed.tolist() == pytest.approx([3 / 6, 1 / 6, 2 / 6])
    assert worth_of(roadmap, [], Weighing.NEEDS).tolist() == []


PRIVATE = Limit(id="L", organisation="ESA", type=LimitType.NO_PART)


def test_an_answer_rests_only_on_what_its_audience_may_see() -> None:
    roadmap = about(esa(PRIVATE), said(Limit(id="M", organisation="CSA", type=LimitType.NO_PART), by="CSA"))
    held = {
        (None, False): set(),
        ("ESA", False): {"L"},
        ("CSA", False): {"M"},
        (None, True): {"L", "M"},
        ("ESA", True): {"L", "M"},
    }
    for (organisation, mediated), seen in held.items():
        audience = audience_of(roadmap, organisation, mediated=mediated)
        assert set(audience.roadmap.records(Limit)) == seen
        assert audience.mediated is mediated


def test_what_is_shared_with_the_members_serves_all_of_them() -> None:
    roadmap = about(esa(PRIVATE, visibility=Visibility.MEMBERS))
    assert set(audience_of(roadmap, "CSA").roadmap.records(Limit)) == {"L"}


def test_who_sees_a_part_cannot_mediate_and_keeps_the_part() -> None:
    roadmap = about(esa(PRIVATE), viewer=Viewer.of("CSA"))
    assert audience_of(roadmap, "ESA").roadmap is roadmap
    with pytest.raises(UsageError, match="only whoever holds everybody's statements can mediate"):
        audience_of(roadmap, None, mediated=True)
