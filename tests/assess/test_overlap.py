"""Overlap: who plans the same, and what keeps two plans from being the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ecliptic as ec
from ecliptic.assess import Assessment, Finding
from ecliptic.assess.overlap import overlap
from ecliptic.assess.overlap.mission_kinds import kinds_of
from ecliptic.assess.overlap.pairs import MOST_COUPLES, NEIGHBOURS
from ecliptic.assess.overlap.places import Match, Places
from ecliptic.assess.overlap.spans import days_apart, instant, joined, may_meet, period
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import (
    Contribution,
    Element,
    Firmness,
    Function,
    GroundRule,
    Location,
    Mission,
    Organisation,
    Phase,
    PlannedDate,
    Project,
    Record,
    Role,
    Standard,
    TaxonomyNode,
    TechnologyGap,
)
from saying import said

POLE = "moon-south-pole"
PLACES = (
    Location(id="moon", name="Moon", body="Moon"),
    Location(id=POLE, name="South pole of the Moon", body="Moon", parent="moon"),
    Location(id="shackleton", name="Shackleton", body="Moon", parent=POLE),
    Location(id="far-side", name="Far side of the Moon", body="Moon", parent="moon"),
    Location(id="mars", name="Mars", body="Mars"),
)
FUNCTION = Function(id="FN-U-103 L", name="Find water ice", sub_architecture="SA-U", phases=("FE+",))
COMMUNICATION = TaxonomyNode(
    id="SA-C", code="C", edition="SA", title="Communications, positioning, navigation and timing"
)
NAVIGATION = Function(id="FN-C-201 L", name="Tell positions at the south pole", sub_architecture="SA-C")


def mission(identifier: str, lead: str | None = "NASA", **fields: Any) -> Mission:
    return Mission(id=identifier, name=f"Mission {identifier}", lead=lead, **fields)


def doing(identifier: str, by: str, target: str, **fields: Any) -> Contribution:
    """A contribution to a mission, as lead, to find water ice, unless it says otherwise."""
    chosen = {"role": "lead", "target_kind": "mission", "functions": (FUNCTION.id,), **fields}
    return Contribution(id=identifier, organisation=by, target=target, **chosen)


def plan(by: str, target: str, firmness: str | None = "approved", **fields: Any) -> list[Statement]:
    """A mission to the pole with its lead's contribution, from 2028 to 2030 unless it says otherwise."""
    place = fields.pop("place", POLE)
    chosen = {"start": "2028", "end": "2030", **fields}
    return [
        said(mission(target, by, destination=place), by, firmness=firmness),
        said(doing(f"C-{target}", by, target, **chosen), by, firmness=firmness),
    ]


def roadmap(*stated: Iterable[Statement] | Record) -> Roadmap:
    statements: list[Statement] = []
    for item in (*PLACES, FUNCTION, COMMUNICATION, *stated):
        statements += [said(item, by="ISECG")] if isinstance(item, Record) else list(item)
    return Roadmap.build(statements)


def rows(assessment: Assessment, table: str = "overlaps") -> list[dict[str, Any]]:
    found = assessment.tables.data(table)
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


def pairs_of_functions(assessment: Assessment) -> list[dict[str, Any]]:
    return [row for row in rows(assessment) if row["function"] is not None]


def only_pair(*stated: Iterable[Statement] | Record, **parameters: Any) -> dict[str, Any]:
    (row,) = pairs_of_functions(overlap(roadmap(*stated), **parameters))
    return row


def finding(assessment: Assessment, kind: str) -> Finding:
    (found,) = [f for f in assessment.findings if f.kind == kind]
    return found


# --- what an overlap is ---------------------------------------------------------------------------


def test_two_approved_plans_for_one_function_place_and_time_overlap() -> None:
    assessment = overlap(roadmap(plan("NASA", "M1"), plan("CNSA", "M2")))
    (row,) = pairs_of_functions(assessment)
    assert (row["status"], row["severity"], row["place"]) == ("overlap", "high", POLE)
    assert (row["first_organisations"], row["second_organisations"]) == ("CNSA", "NASA")
    assert (row["first_firmness"], row["second_firmness"]) == ("approved", "approved")
    assert (row["place_match"], row["days_apart"]) == ("same place", 0)
    found = finding(assessment, "function-overlap")
    assert found.subjects == (("function", FUNCTION.id),)
    assert "CNSA (approved) and NASA (approved)" in found.sentence
    assert "South pole of the Moon" in found.sentence
    assert {e.id for e in found.evidence} == {"M1", "M2", "C-M1", "C-M2"}
    assert not found.unverified


def test_each_side_keeps_its_own_firmness_in_tables_and_words() -> None:
    assessment = overlap(
        roadmap(plan("NASA", "M1"), plan("ESA", "M2", "planned"), plan("CNSA", "M3", "concept"))
    )
    found = finding(assessment, "function-overlap")
    assert "NASA (approved) and ESA (planned), and possibly by CNSA (concept)" in found.sentence
    numbers = {q.name: q.value for q in found.numbers}
    assert numbers["sides_committed"] == numbers["sides_planned"] == numbers["sides_considered"] == 1
    (cluster,) = [row for row in rows(assessment, "clusters") if row["function"]]
    assert (cluster["sides_committed"], cluster["sides_planned"], cluster["sides_considered"]) == (1, 1, 1)
    assert cluster["finding"] == found.identity


@pytest.mark.parametrize(
    ("second", "severity"),
    [
        ("fact", "medium"),
        ("approved", "high"),
        ("planned", "medium"),
        ("considered", "low"),
        ("concept", "low"),
    ],
)
def test_severity_follows_the_less_firm_side(second: str, severity: str) -> None:
    doubtful = second in ("considered", "concept")
    row = only_pair(plan("NASA", "M1"), plan("CNSA", "M2", second))
    assert row["status"] == ("possible overlap" if doubtful else "overlap")
    assert row["severity"] == ("information" if doubtful else severity)


def test_what_both_have_done_already_is_of_low_severity() -> None:
    assert only_pair(plan("NASA", "M1", "fact"), plan("CNSA", "M2", "fact"))["severity"] == "low"


def test_an_organisation_in_both_plans_makes_them_less_grave() -> None:
    shared = said(doing("C-ASI", "ASI", "M1", role="contributor"), "ASI", firmness="approved")
    other = said(doing("C-ASI-2", "ASI", "M2", role="contributor"), "ASI", firmness="approved")
    row = only_pair(plan("NASA", "M1"), plan("CNSA", "M2"), [shared, other])
    assert (row["status"], row["severity"], row["in_both"]) == ("overlap", "medium", "ASI")


def test_plans_at_other_times_or_places_or_for_other_functions_do_not_overlap() -> None:
    alone = plan("NASA", "M1")
    for other in (
        plan("CNSA", "M2", start="2031", end="2032"),
        plan("CNSA", "M2", place="far-side"),
        plan("CNSA", "M2", functions=("FN-U-999 L",)),
        plan("NASA", "M2"),
    ):
        assert pairs_of_functions(overlap(roadmap(alone, other))) == []


def test_a_function_counts_once_for_each_target() -> None:
    """A contributor's list repeats the lead's (fact sheet on agency contributions): that is cooperation."""
    partner = said(doing("C-ISRO", "ISRO", "M1", role="contributor"), "ISRO", firmness="planned")
    assessment = overlap(roadmap(plan("JAXA", "M1"), [partner]))
    assert pairs_of_functions(assessment) == []
    joint = finding(assessment, "joint-undertaking")
    assert joint.subjects == (("mission", "M1"),)
    assert "JAXA (lead, approved) and ISRO (contributor, planned)" in joint.sentence
    (function,) = rows(assessment, "functions")
    assert (function["undertakings"], function["organisations"]) == (1, 2)
    assert (function["organisations_approved"], function["organisations_planned"]) == (1, 1)


def test_a_partner_whom_only_others_name_has_no_firmness() -> None:
    stated = [said(mission("M1", "ESA", partners=("JAXA",), type="orbiter"), "ESA", firmness="approved")]
    parts = rows(overlap(roadmap(stated)), "joint_undertakings")
    assert [(p["organisation"], p["role"], p["firmness"]) for p in parts] == [
        ("ESA", "lead", "approved"),
        ("JAXA", "partner", None),
    ]


# --- what is unknown ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"start": None, "end": None}, "a date is not stated"),
        ({"start": "2025", "end": None}, "an end is not stated"),
        ({"place": None}, "a place is not stated"),
        ({"place": "moon"}, "only the celestial body or a large part of it is stated"),
        ({"firmness": None}, "a firmness is not stated"),
        ({"role": "study"}, "one side is a study"),
    ],
)
def test_what_is_not_stated_gives_a_possible_overlap(fields: dict[str, Any], reason: str) -> None:
    row = only_pair(plan("NASA", "M1"), plan("CNSA", "M2", **fields))
    assert row["status"] == "possible overlap"
    assert reason in row["reasons"]


def test_open_dates_count_as_stated() -> None:
    row = only_pair(plan("NASA", "M1", start="NET 2027", end=None), plan("CNSA", "M2"))
    assert row["status"] == "overlap"


def test_a_contribution_without_dates_has_those_of_its_mission() -> None:
    undated = plan("CNSA", "M2", start=None, end=None)
    launched = [
        said(mission("M2", "CNSA", destination=POLE, launch="2029"), "CNSA", firmness="approved"),
        undated[1],
    ]
    assert only_pair(plan("NASA", "M1"), launched)["status"] == "overlap"


def test_a_site_lies_in_its_region_and_a_body_says_no_site() -> None:
    row = only_pair(plan("NASA", "M1"), plan("CNSA", "M2", place="shackleton"))
    assert (row["status"], row["place"], row["place_match"]) == ("overlap", POLE, "one within the other")
    row = only_pair(plan("NASA", "M1", place="moon"), plan("CNSA", "M2", place="shackleton"))
    assert (row["status"], row["place"], row["place_match"]) == ("possible overlap", "moon", Match.VAGUE)


def test_a_surface_is_no_site() -> None:
    surface = Location(id="moon-surface", name="Lunar surface", body="Moon", parent="moon")
    row = only_pair(surface, plan("NASA", "M1", place=surface.id), plan("CNSA", "M2", place=surface.id))
    assert (row["status"], row["place_match"]) == ("possible overlap", Match.VAGUE)


def test_unknowns_are_listed_and_cells_stay_empty() -> None:
    assessment = overlap(
        roadmap(plan("NASA", "M1"), plan("CNSA", "M2", None, start=None, end=None, place=None))
    )
    assert {m.what: m.count for m in assessment.answer.missing} == {
        "undertakings without a date": 1,
        "undertakings without a place": 1,
        "undertakings without firmness": 1,
        "missions whose type names no kind": 2,
    }
    (row,) = pairs_of_functions(assessment)
    assert (row["first_firmness"], row["first_when"], row["days_apart"]) == (None, None, None)
    members = {row["id"]: row for row in rows(assessment, "undertakings") if row["function"]}
    assert (members["M2"]["first_day"], members["M2"]["place"], members["M2"]["end_stated"]) == (
        None,
        None,
        None,
    )


def test_a_firmer_statement_for_one_function_says_nothing_about_another() -> None:
    study = doing("C-STUDY", "CNSA", "M2", functions=("FN-U-999 L",), start="2028", end="2030")
    assessment = overlap(
        roadmap(
            plan("CNSA", "M2"),
            [said(study, "CNSA", firmness="considered")],
            plan("NASA", "M1", functions=("FN-U-999 L",)),
        )
    )
    (row,) = pairs_of_functions(assessment)
    assert (row["first_firmness"], row["status"]) == ("considered", "possible overlap")


def test_unverified_statements_mark_what_rests_on_them() -> None:
    stated = [*plan("NASA", "M1"), *plan("CNSA", "M2")]
    doubtful = [
        s if s.kind == "mission" else said(s.record, s.publisher, firmness="approved", unverified=True)
        for s in stated
    ]
    assessment = overlap(roadmap(doubtful))
    assert finding(assessment, "function-overlap").unverified
    assert "unverified" in finding(assessment, "function-overlap").sentence
    assert pairs_of_functions(assessment)[0]["unverified"] is True
    assert assessment.basis.unverified == 2


# --- interests ------------------------------------------------------------------------------------


def test_an_interest_is_left_out_and_counted() -> None:
    assessment = overlap(roadmap(plan("NASA", "M1"), plan("AEB", "M2", "interest", role="interest")))
    assert pairs_of_functions(assessment) == []
    assert {m.what: m.count for m in assessment.answer.missing}["interests"] == 1
    (function,) = rows(assessment, "functions")
    assert (function["organisations"], function["organisations_interest"]) == (1, None)


def test_an_interest_beside_a_commitment_duplicates_nothing() -> None:
    assessment = overlap(
        roadmap(plan("NASA", "M1"), plan("AEB", "M2", "approved", role="interest")), include_interest=True
    )
    (row,) = pairs_of_functions(assessment)
    assert (row["status"], row["severity"]) == ("interest beside a plan", "information")
    assert row["first_firmness"] == "interest"
    assert "AEB (interest only)" in finding(assessment, "function-interest").sentence
    assert not [f for f in assessment.findings if f.kind.endswith("overlap")]


# --- wanted redundancy and cooperation ------------------------------------------------------------


def test_a_second_provider_that_is_stated_as_wanted_is_wanted() -> None:
    row = only_pair(plan("NASA", "M1", redundant=True), plan("CNSA", "M2"))
    assert (row["status"], row["reasons"]) == ("wanted redundancy", "a second provider is stated as wanted")


def test_services_may_have_several_providers() -> None:
    row = only_pair(plan("NASA", "M1", role="provider"), plan("CNSA", "M2", role="provider"))
    # A mission's lead answers for it even where the contribution is that of a provider.
    assert row["status"] == "wanted redundancy"


def positioning(by: str, target: str) -> list[Statement]:
    element = Element(id=target, name=f"Satellites of {by}", location="moon")
    offer = doing(f"C-{target}", by, target, target_kind="element", functions=(NAVIGATION.id,), start="2029")
    return [said(element, by), said(offer, by, firmness="approved")]


def keeping(by: str) -> list[Statement]:
    part = doing(f"S-{by}", by, "lunanet", target_kind="standard", functions=())
    return [said(part, by, firmness="fact")]


def test_systems_that_a_standard_makes_work_together_are_wanted() -> None:
    """NASA, ESA and JAXA write the LunaNet interoperability specification together (ION, 2025)."""
    standard = Standard(id="lunanet", name="LunaNet Interoperability Specification")
    shared = (standard, NAVIGATION, keeping("NASA"), keeping("ESA"))
    row = only_pair(*shared, positioning("NASA", "LCRNS"), positioning("ESA", "Moonlight"))
    assert (row["status"], row["rests_on"]) == ("wanted redundancy", "lunanet")
    row = only_pair(*shared, positioning("NASA", "LCRNS"), positioning("CNSA", "Queqiao"))
    assert row["status"] == "possible overlap"


def test_a_lunar_standard_says_nothing_about_mars() -> None:
    standard = Standard(id="lunanet", name="LunaNet Interoperability Specification")
    relays = [
        said(mission(f"M-{by}", by, type="relay", destination="mars", launch="2030"), by, firmness="approved")
        for by in ("NASA", "ESA")
    ]
    assessment = overlap(roadmap(standard, keeping("NASA"), keeping("ESA"), relays))
    assert [row["status"] for row in rows(assessment)] == ["possible overlap"]


def test_a_standard_counts_for_communication_only() -> None:
    standard = Standard(id="lunanet", name="LunaNet Interoperability Specification")
    row = only_pair(standard, keeping("NASA"), keeping("ESA"), plan("NASA", "M1"), plan("ESA", "M2"))
    assert row["status"] == "overlap"


@pytest.mark.parametrize(
    ("statement", "imposed", "status"),
    [
        ("Dissimilar redundancy is required.", True, "wanted redundancy"),
        ("From FE+ on, dissimilar redundancy is required.", True, "wanted redundancy"),
        ("In HLR, dissimilar redundancy is required.", True, "overlap"),
        ("Dissimilar redundancy is required for FN-U-103 L.", True, "wanted redundancy"),
        ("Dissimilar redundancy is required for FN-C-201 L.", True, "overlap"),
        ("Dissimilar redundancy may be wanted.", False, "overlap"),
        ("Crew return within five days.", True, "overlap"),
    ],
)
def test_a_ground_rule_may_ask_for_redundancy(statement: str, imposed: bool, status: str) -> None:
    rule = GroundRule(id="GR-1", statement=statement, imposed=imposed)
    phases = (Phase(id="HLR", name="Return"), Phase(id="FE+", name="Exploration"))
    known = roadmap(rule, *phases, NAVIGATION, plan("NASA", "M1"), plan("CNSA", "M2"))
    assessment = overlap(known)
    assert [row["status"] for row in pairs_of_functions(assessment)] == [status]
    used = (f"GR-1: {statement}",) if status == "wanted redundancy" else ()
    assert assessment.answer.ground_rules == used


def test_a_ground_rule_of_a_scenario_holds_in_its_phases() -> None:
    rule = GroundRule(id="GR-1", statement="Redundancy is required.", imposed=True, scenario="M2M")
    plans = (rule, plan("NASA", "M1"), plan("CNSA", "M2"))
    inside = Phase(id="FE+", name="Exploration", scenario="M2M")
    assert only_pair(inside, *plans)["status"] == "wanted redundancy"
    assert only_pair(Phase(id="FE+", name="Exploration", scenario="Other"), *plans)["status"] == "overlap"


def test_a_concrete_element_and_the_common_one_that_it_fills_belong_together() -> None:
    common = Element(id="EM-015", name="Pressurised rover")
    concrete = Element(id="EL-PR", name="Lunar Cruiser", realises="EM-015")
    nasa = doing("C1", "NASA", "EM-015", target_kind="element", start="2032")
    jaxa = doing("C2", "JAXA", "EL-PR", target_kind="element", start="2032")
    row = only_pair(
        common, concrete, [said(nasa, "NASA", firmness="approved"), said(jaxa, "JAXA", firmness="approved")]
    )
    assert (row["status"], row["reasons"]) == ("cooperation", "the one fills, uses or delivers the other")


def test_leaders_who_take_part_in_each_others_work_cooperate() -> None:
    row = only_pair(plan("NASA", "M1", partners=("CSA",)), plan("CSA", "M2", partners=("NASA",)))
    assert (row["status"], row["in_both"]) == ("cooperation", "CSA; NASA")
    row = only_pair(plan("NASA", "M1", partners=("CSA",)), plan("CSA", "M2"))
    assert row["status"] == "overlap"


def test_contributions_to_a_topic_are_no_joint_work() -> None:
    stated = [
        said(
            doing(f"C-{by}", by, FUNCTION.id, target_kind="function", functions=(), start="2028"),
            by,
            firmness="planned",
        )
        for by in ("NASA", "ESA")
    ]
    assessment = overlap(roadmap(stated))
    assert [row["status"] for row in pairs_of_functions(assessment)] == ["possible overlap"]
    assert not [f for f in assessment.findings if f.kind == "joint-undertaking"]


# --- missions and gaps ----------------------------------------------------------------------------


def flying(by: str, identifier: str, launch: str | None, **fields: Any) -> list[Statement]:
    chosen = {"type": "lander+rover", "destination": POLE, **fields}
    return [said(mission(identifier, by, launch=launch, **chosen), by, firmness="approved")]


def test_missions_of_one_kind_to_one_place_within_the_window_overlap() -> None:
    known = roadmap(flying("NASA", "M1", "2028"), flying("CNSA", "M2", "2030-06", type="lander"))
    (row,) = rows(overlap(known))
    assert (row["status"], row["mission_kind"], row["severity"]) == ("overlap", "lander", "high")
    assert row["days_apart"] == (date(2030, 6, 1) - date(2028, 12, 31)).days
    found = finding(overlap(known), "mission-lander-overlap")
    assert found.subjects == (("location", POLE),)
    assert "within 2 years of each other" in found.sentence
    assert rows(overlap(known, window_years=1)) == []


def test_a_mission_without_a_date_or_destination_may_overlap() -> None:
    known = roadmap(
        flying("NASA", "M1", "2028"),
        flying("CNSA", "M2", None),
        flying("ESA", "M3", "2028", destination=None),
    )
    assert {row["status"] for row in rows(overlap(known))} == {"possible overlap"}


@pytest.mark.parametrize(
    ("described", "kinds"),
    [
        ("orbiter+lander+rover+hopper", {"orbiter", "lander", "rover", "hopper"}),
        ("two orbiters", {"orbiter"}),
        ("Sample Return + rover", {"sample-return", "rover"}),
        ("crewed rover", {"rover"}),
        ("uncrewed capsule test", {"crewed-flight"}),
        ("crewed", {"crewed-flight"}),
        ("comm/nav demo", {"relay", "navigation"}),
        ("station module", {"station"}),
        ("cargo lander", {"lander", "cargo"}),
        ("solar sail cubesat", set()),
        ("database", set()),
        (None, set()),
    ],
)
def test_words_of_a_type_tell_what_a_mission_is(described: str | None, kinds: set[str]) -> None:
    assert set(kinds_of(described)) == kinds


def test_missions_of_no_kind_are_counted_as_left_out() -> None:
    assessment = overlap(roadmap(flying("NASA", "M1", "2028", type="cubesat")))
    assert {m.what: m.count for m in assessment.answer.missing} == {"missions whose type names no kind": 1}


def test_work_on_one_technology_gap_is_compared_without_places() -> None:
    gap = TechnologyGap(id="0307", title="Survive the lunar night")
    work = doing(
        "C1", "DLR", "T1", target_kind="technology", functions=(), technology_gaps=("0307",), start="2028"
    )
    project = Project(
        id="P1", title="Night survival", lead="NASA", start="2027", end="2029", technology_gaps=("0307",)
    )
    known = roadmap(gap, [said(work, "DLR", firmness="approved"), said(project, "NASA", firmness="approved")])
    (row,) = rows(overlap(known))
    assert (row["technology_gap"], row["status"]) == ("0307", "overlap")
    assert (row["place"], row["place_match"]) == (None, "place does not matter")
    assert finding(overlap(known), "gap-overlap").subjects == (("technology-gap", "0307"),)


# --- parameters -----------------------------------------------------------------------------------


def test_a_phase_chooses_its_functions_and_missions() -> None:
    phase = Phase(
        id="FE+", name="Exploration", start="2028", end="2030", includes=("FE",), also_known_as=("S2",)
    )
    later = Function(id="FN-X", name="Something later", phases=("HTM",))
    known = roadmap(
        phase,
        later,
        plan("NASA", "M1"),
        plan("CNSA", "M2", functions=(FUNCTION.id, later.id, "FN-Y")),
        plan("ESA", "M3", functions=(later.id, "FN-Y")),
        flying("NASA", "L1", "2029"),
        flying("CNSA", "L2", "2030"),
        flying("ESA", "L3", "2031"),
        flying("JAXA", "L4", None),
    )
    for name in ("FE+", "S2"):
        assessment = overlap(known, phase=name)
        assert {row["function"] for row in rows(assessment)} == {FUNCTION.id, None}
        members = {row["id"] for row in rows(assessment, "undertakings") if row["mission_kind"]}
        assert members == {"L1", "L2"}
        missing = {m.what: m.count for m in assessment.answer.missing}
        assert missing["functions of which no phase is stated"] == 1
        assert missing["missions that no date puts into the phase"] == 1


def test_a_phase_chooses_the_gaps_that_it_or_their_functions_need() -> None:
    gaps = (
        TechnologyGap(id="G1", title="One", phases=("FE+",)),
        TechnologyGap(id="G2", title="Two", functions=(FUNCTION.id,)),
        TechnologyGap(id="G3", title="Three", phases=("HTM",)),
        TechnologyGap(id="G4", title="Four"),
    )
    works = [
        said(
            Project(
                id=f"P-{by}", title=f"By {by}", lead=by, start="2028", technology_gaps=[g.id for g in gaps]
            ),
            by,
            firmness="approved",
        )
        for by in ("NASA", "ESA")
    ]
    known = roadmap(Phase(id="FE+", name="Exploration"), *gaps, works)
    assert {row["technology_gap"] for row in rows(overlap(known))} == {"G1", "G2", "G3", "G4"}
    chosen = overlap(known, phase="FE+")
    assert {row["technology_gap"] for row in rows(chosen)} == {"G1", "G2"}
    missing = {m.what: m.count for m in chosen.answer.missing}
    assert missing["technology gaps of which no phase is stated"] == 1


def test_an_organisation_chooses_its_own_pairs() -> None:
    known = roadmap(
        plan("NASA", "M1"),
        plan("CNSA", "M2"),
        plan("ESA", "M3"),
        Organisation(id="ESA", name="ESA", type="agency"),
    )
    whole, own = overlap(known), overlap(known, organisation="ESA")
    assert len(pairs_of_functions(whole)) == 3
    assert pairs_of_functions(own) == [
        r for r in pairs_of_functions(whole) if "ESA" in (r["first_organisations"], r["second_organisations"])
    ]


def test_wrong_parameters_are_explained() -> None:
    known = roadmap(
        plan("NASA", "M1"),
        Organisation(id="ESA", name="ESA", type="agency"),
        Phase(id="FE+", name="Exploration"),
    )
    with pytest.raises(UsageError, match=r"Choose one of: FE\+"):
        overlap(known, phase="HTN")
    with pytest.raises(UsageError, match="The organisations are: ESA"):
        overlap(known, organisation="NASA")
    with pytest.raises(UsageError, match="window_years"):
        overlap(known, window_years=-1)


# --- invariants -----------------------------------------------------------------------------------

FIRM = st.sampled_from([*Firmness, None])
PLANS = st.lists(
    st.tuples(
        st.sampled_from(["NASA", "ESA", "JAXA", "CNSA"]),
        st.sampled_from(Role),
        FIRM,
        st.sampled_from(["2026", "2028", "2030", "NET 2029", None]),
        st.sampled_from([None, "2031", "2040"]),
        st.sampled_from(["moon", POLE, "shackleton", "far-side", None]),
        st.integers(0, 5),
        st.booleans(),
    ),
    max_size=12,
)


def made(plans: list[tuple[Any, ...]]) -> list[Statement]:
    statements: dict[tuple[str, str], Statement] = {}
    for number, (by, role, firmness, start, end, place, target, redundant) in enumerate(plans):
        name = f"M{target}"
        first = said(mission(name, by, destination=place, type="lander", launch=start), by, firmness=firmness)
        statements.setdefault(("mission", name), first)
        part = doing(f"C{number:02}", by, name, role=role, start=start, end=end, redundant=redundant or None)
        statements["contribution", part.id] = said(part, by, firmness=firmness)
    return list(statements.values())


@given(PLANS, st.randoms(use_true_random=False))
def test_the_order_of_statements_changes_nothing(plans: list[tuple[Any, ...]], chance: Any) -> None:
    statements = [*(said(place, by="ISECG") for place in PLACES), *made(plans)]
    shuffled = chance.sample(statements, len(statements))
    first = overlap(Roadmap.build(statements), include_interest=True)
    second = overlap(Roadmap.build(shuffled), include_interest=True)
    assert first.to_json() == second.to_json()


@settings(max_examples=50)
@given(PLANS)
def test_pairs_are_symmetric_unique_and_between_different_organisations(plans: list[tuple[Any, ...]]) -> None:
    found = rows(overlap(roadmap(made(plans)), include_interest=True))
    keys = [(r["cluster"], r["place"], r["first_organisations"], r["second_organisations"]) for r in found]
    assert len(set(keys)) == len(keys)
    for row in found:
        ours, theirs = row["first_organisations"].split("; "), row["second_organisations"].split("; ")
        assert set(ours).isdisjoint(theirs)
        assert ours < theirs


@settings(max_examples=50)
@given(PLANS)
def test_swapping_the_names_of_two_organisations_swaps_their_sides(plans: list[tuple[Any, ...]]) -> None:
    swap = {"NASA": "CNSA", "CNSA": "NASA"}
    swapped = [(swap.get(by, by), *rest) for by, *rest in plans]

    def facts(stated: list[tuple[Any, ...]], names: dict[str, str]) -> set[tuple[Any, ...]]:
        return {
            (
                row["cluster"],
                row["place"],
                row["status"],
                row["severity"],
                frozenset(
                    "; ".join(sorted(names.get(name, name) for name in row[side].split("; ")))
                    for side in ("first_organisations", "second_organisations")
                ),
            )
            for row in rows(overlap(roadmap(made(stated)), include_interest=True))
        }

    assert facts(plans, swap) == facts(swapped, {})


@settings(max_examples=50)
@given(PLANS)
def test_an_unrelated_contribution_changes_nothing_else(plans: list[tuple[Any, ...]]) -> None:
    before = overlap(roadmap(made(plans)), include_interest=True)
    unrelated = said(
        doing("X", "KARI", "X1", target_kind="element", functions=("FN-Z",), start="2028"),
        "KARI",
        firmness="approved",
    )
    after = overlap(roadmap(made(plans), [unrelated]), include_interest=True)
    assert after.findings == before.findings
    for table in ("overlaps", "clusters", "undertakings", "joint_undertakings"):
        assert rows(after, table) == rows(before, table)
    assert [r for r in rows(after, "functions") if r["function"] != "FN-Z"] == rows(before, "functions")


@settings(max_examples=50)
@given(PLANS)
def test_an_interest_is_never_an_overlap(plans: list[tuple[Any, ...]]) -> None:
    for row in rows(overlap(roadmap(made(plans)), include_interest=True)):
        interested = "interest" in (row["first_firmness"], row["second_firmness"])
        assert interested == (row["status"] == "interest beside a plan")
        if interested:
            assert row["severity"] == "information"
    for row in rows(overlap(roadmap(made(plans)))):
        assert "interest" not in (row["first_firmness"], row["second_firmness"])


@settings(max_examples=50)
@given(PLANS)
def test_findings_have_unique_identities_and_nothing_unknown_is_planned(plans: list[tuple[Any, ...]]) -> None:
    assessment = overlap(roadmap(made(plans)), include_interest=True)
    identities = [f.identity for f in assessment.findings]
    assert len(set(identities)) == len(identities)
    for row in rows(assessment):
        if row["status"] == "overlap":
            assert None not in (row["first_when"], row["second_when"], row["place"])
            assert {row["first_firmness"], row["second_firmness"]} <= {"fact", "approved", "planned"}
    json.loads(assessment.to_json())


def test_the_same_inputs_give_the_same_bytes() -> None:
    stated = [plan("NASA", "M1"), plan("CNSA", "M2"), plan("ESA", "M3", "concept")]
    assert overlap(roadmap(*stated)).to_json() == overlap(roadmap(*stated)).to_json()


def test_an_empty_roadmap_has_nothing_to_tell() -> None:
    assessment = overlap(Roadmap.build([]))
    assert assessment.findings == ()
    assert all(len(table.rows) == 0 for table in assessment.tables.all)
    assert assessment.basis.unverified_share is None


def test_figures_name_every_category_and_lane_that_they_use() -> None:
    assessment = overlap(roadmap(plan("NASA", "M1"), plan("CNSA", "M2", None), plan("ESA", "M3", "planned")))
    timeline, matrix, bars = assessment.figures
    legend = {category["value"] for category in timeline.data["legend"]}
    assert {bar["firmness"] for bar in timeline.data["bars"]} == {"approved", "planned", "unknown"} <= legend
    assert all(bar["lane"] < len(timeline.data["lanes"]) for bar in timeline.data["bars"])
    for cell in matrix.data["cells"]:
        assert matrix.data["rows"][cell["row"]]["id"] in ("NASA", "CNSA", "ESA")
        assert cell["text"] == "1"
    (bar,) = bars.data["bars"]
    assert {s["category"]: s["value"] for s in bar["segments"]} == {"approved": 1, "planned": 1, "unknown": 1}


# --- large clusters -------------------------------------------------------------------------------


def test_a_large_cluster_is_thinned_and_says_so() -> None:
    number = 20
    stated = [plan(f"ORG{n:02}", f"M{n:02}", start=f"{2028 + n // 10}", end="2035") for n in range(number)]
    assert number * (number - 1) // 2 > MOST_COUPLES
    assessment = overlap(roadmap(*stated))
    found = pairs_of_functions(assessment)
    assert len(found) <= number * NEIGHBOURS
    (cluster,) = [row for row in rows(assessment, "clusters") if row["function"]]
    assert (cluster["sides"], cluster["thinned"], cluster["status"]) == (number, True, "overlap")
    assert any(f"{MOST_COUPLES} couples" in m.what and m.count == 1 for m in assessment.answer.missing)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(2020, 2060), st.integers(0, 8)), min_size=18, max_size=30))
def test_thinning_misses_no_cluster_in_which_spans_meet(spans: list[tuple[int, int]]) -> None:
    stated = [
        plan(f"ORG{n:02}", f"M{n:02}", start=f"{first}", end=f"{first + years}")
        for n, (first, years) in enumerate(spans)
    ]
    ordered = sorted((first, first + years) for first, years in spans)
    meet = any(ordered[i + 1][0] <= ordered[i][1] for i in range(len(ordered) - 1))
    found = [row for row in rows(overlap(roadmap(*stated)), "clusters") if row["function"]]
    assert bool(found) == meet
    assert all(row["status"] == "overlap" for row in found)


def test_time_grows_little_more_than_the_number_of_contributions() -> None:
    """Counts comparisons, which no busy machine changes: at most a fixed number for each undertaking."""
    compared = []
    for number in (200, 400):
        stated = [plan(f"ORG{n % 27:02}", f"M{n:03}", start="2028", end="2035") for n in range(number)]
        compared.append(len(pairs_of_functions(overlap(roadmap(*stated)))))
    assert compared[1] <= 27 * 26 / 2
    assert compared[0] <= 200 * NEIGHBOURS


# --- spans and places -----------------------------------------------------------------------------


def test_spans_hold_what_is_stated_and_what_is_not_ruled_out() -> None:
    started = period(PlannedDate.parse("2028"), None)
    assert started is not None
    assert (started.first_day, started.last_day, started.ends_as_stated) == (
        "2028-01-01",
        "2028-12-31",
        False,
    )
    ended = period(None, PlannedDate.parse("2026"))
    assert ended is not None
    assert ended.possible_first == date.min
    opened = instant(PlannedDate.parse("NET 2031"))
    assert opened is not None
    assert (opened.first_day, opened.last_day, opened.ends_as_stated) == ("2031-01-01", None, True)
    contradictory = period(PlannedDate.parse("2030"), PlannedDate.parse("2028"))
    assert contradictory is not None
    assert contradictory.first <= contradictory.last
    assert period(None, None) is None
    assert joined([None, started, opened]) == joined([opened, started])
    assert may_meet(started, opened)
    assert days_apart(started, opened) == days_apart(opened, started) == 731


def test_a_circle_of_places_ends_where_it_closes() -> None:
    circle = Roadmap.build(
        said(Location(id=a, name=a, body="Moon", parent=b)) for a, b in (("a", "b"), ("b", "c"), ("c", "a"))
    )
    assert Places(circle).chain("a") == ("a", "b", "c")
    assert Places(circle).chain("nowhere stated") == ("nowhere stated",)
    assert Places(circle).is_vague("nowhere stated")


def test_roles_are_spelled_as_the_vocabulary_does() -> None:
    assert {role.value for role in Role} == {
        "lead",
        "partner",
        "contributor",
        "provider",
        "study",
        "interest",
    }


# --- against an independent reading of the reference roadmap ---------------------------------------
#
# Those who compiled the table of contributions (2026, from public sources) wrote in their fact sheet, without
# this program, what they found crowded: "polar prospecting (U-103: NASA, ESA, JAXA/ISRO, China, Russia,
# Luxembourg), lunar positioning (three interoperable systems), orbital mapping (U-101), retroreflectors".
# They count 129 functions with at least one contribution, 63 of them with one from outside NASA.


@pytest.fixture(scope="module")
def reference() -> Roadmap:
    return ec.reference()


@pytest.fixture(scope="module")
def crowded(reference: Roadmap) -> Assessment:
    return overlap(reference)


def involved(assessment: Assessment, function: str) -> set[str]:
    members = [row for row in rows(assessment, "undertakings") if row["function"] == function]
    listed = [row[column] for row in members for column in ("organisations", "with_organisations")]
    return {name for names in listed if names for name in names.split("; ")}


def test_polar_prospecting_is_crowded_by_those_whom_the_fact_sheet_names(crowded: Assessment) -> None:
    named = {"NASA", "ESA", "JAXA", "ISRO", "CNSA", "ROSCOSMOS", "LSA"}
    assert named <= involved(crowded, "FN-U-103 L")
    (cluster,) = [row for row in rows(crowded, "clusters") if row["function"] == "FN-U-103 L"]
    assert (cluster["status"], cluster["severity"]) == ("overlap", "high")
    assert {"NASA", "JAXA", "CNSA", "ROSCOSMOS"} <= set(cluster["organisations"].split("; "))
    sure = [row for row in rows(crowded) if row["function"] == "FN-U-103 L" and row["status"] == "overlap"]
    assert {row["place"] for row in sure} <= {"moon-south-pole", "moon-south-polar-region"}


def test_orbital_mapping_is_crowded(crowded: Assessment) -> None:
    (cluster,) = [row for row in rows(crowded, "clusters") if row["function"] == "FN-U-101 L"]
    assert cluster["status"] == "overlap"
    assert cluster["sides"] >= 6
    most = max(row["undertakings"] for row in rows(crowded, "functions"))
    (mapping,) = [row for row in rows(crowded, "functions") if row["function"] == "FN-U-101 L"]
    assert mapping["undertakings"] >= most - 1


def test_lunar_positioning_is_three_systems_that_are_wanted_together(crowded: Assessment) -> None:
    pairs = [row for row in rows(crowded) if row["function"] == "FN-C-201 L"]
    wanted = [row for row in pairs if row["status"] == "wanted redundancy"]
    sides = {row[side] for row in wanted for side in ("first_organisations", "second_organisations")}
    assert sides == {"NASA", "ESA", "JAXA"}
    assert {row["rests_on"] for row in wanted} == {"x-lunanet"}
    assert not [row for row in pairs if row["status"] == "overlap"]


def test_retroreflectors_are_parts_of_the_missions_of_others(crowded: Assessment) -> None:
    """A limit: they serve no function of the workbook, so they are joint undertakings and no crowd."""
    carried = {row["id"] for row in rows(crowded, "joint_undertakings") if row["organisation"] == "ASI"}
    assert {"M026", "M037", "M043", "M062"} <= carried


def test_as_many_functions_are_reached_as_the_fact_sheet_counts(crowded: Assessment) -> None:
    reached = rows(crowded, "functions")
    assert len(reached) == 129
    assert len([row for row in reached if set(row["who"].split("; ")) != {"NASA"}]) == 63


def test_no_sure_overlap_rests_on_anything_less_than_a_plan(crowded: Assessment) -> None:
    for row in rows(crowded):
        if row["status"] == "overlap":
            assert {row["first_firmness"], row["second_firmness"]} <= {"fact", "approved", "planned"}


def test_the_reference_roadmap_gives_the_same_bytes_twice(reference: Roadmap, crowded: Assessment) -> None:
    assert overlap(reference).to_json() == crowded.to_json()


def test_the_page_explains_every_parameter_table_and_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "overlap.md").read_text(encoding="utf-8")
    assessment = overlap(roadmap(plan("NASA", "M1"), plan("CNSA", "M2")), include_interest=True)
    names = [*assessment.provenance.parameters, *assessment.tables]
    names += [column.name for table in assessment.tables.all for column in table.columns]
    assert [name for name in dict.fromkeys(names) if f"`{name}`" not in page] == []
