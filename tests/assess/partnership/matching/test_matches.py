"""Matches: each score breaks down into terms with statements, and what is unknown stays unknown."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ecliptic as ec
from ecliptic.assess.partnership.matching import Match, Matcher, TermName, Weights, matches
from ecliptic.assess.partnership.matching.terms import Term, weighed
from ecliptic.assess.partnership.needs import needs_of
from ecliptic.errors import UsageError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import (
    EffortClass,
    EffortEstimate,
    Firmness,
    OrganisationType,
    Project,
    Role,
    Strength,
    Visibility,
)
from invented_agencies import agency, can, crosswalk, need, topic, works
from saying import said

GROUND = [
    *(agency(name) for name in "ABC"),
    topic("1/A"),
    topic("1/A.1", "1/A"),
    topic("1/A.2", "1/A"),
    topic("2/P", edition="Two"),
    topic("2/P.1", "2/P", edition="Two"),
    crosswalk("2/P.1", "1/A.1", "most"),
]
WANTED = need("F", "2/P.1", need_by=date(2030, 1, 1))
PLAIN = Weights()
NEAR = 2**-0.5  # one crosswalk that says "most"
FACT: dict[str, Any] = {"firmness": Firmness.FACT}


def match(*statements: Statement, who: str = "A", wanted: object = WANTED, weights: Weights = PLAIN) -> Match:
    return Matcher(Roadmap([*GROUND, *statements]), [wanted], weights).match(wanted, who)  # type: ignore[list-item, arg-type]


def value(name: TermName, *statements: Statement) -> float | None:
    return match(*statements).term(name).value


# --- capability ---


def test_capability_is_proximity_times_strength_and_less_without_evidence() -> None:
    assert value(TermName.CAPABILITY, can("A", "1/A.1")) == pytest.approx(NEAR)
    assert value(TermName.CAPABILITY, can("A", "1/A.1", Strength.DEVELOPED)) == pytest.approx(0.7 * NEAR)
    assert value(TermName.CAPABILITY, can("A", "1/A.1", evidence=None)) == pytest.approx(0.7 * NEAR)
    assert value(TermName.CAPABILITY, can("A", "1/A.2")) is None  # up to the top and down again
    assert value(TermName.CAPABILITY) is None


def test_the_statements_of_a_term_are_the_capability_and_the_way_to_the_need() -> None:
    term = match(can("A", "1/A.1")).term(TermName.CAPABILITY)
    assert [s.kind for s in term.statements] == ["capability"]
    assert [s.id for s in term.way] == ["2/P.1 to 1/A.1"]
    assert "Does 1/A.1 (demonstrated in space)" in term.words
    assert "is 0.71 near" in term.words


def test_the_best_counts_and_more_of_the_same_adds_nothing() -> None:
    one = match(can("A", "1/A.1"))
    both = match(can("A", "1/A.1"), can("A", "1/A.1", Strength.AMBITION))
    assert both.score == one.score
    assert len(both.term(TermName.CAPABILITY).statements) == 2


def test_a_whole_field_counts_less() -> None:
    broad = match(can("A", "2/P"), wanted=need("G", "2/P")).term(TermName.CAPABILITY)
    assert broad.value == pytest.approx(PLAIN.broad)


# --- interest and related work ---


def test_an_interest_is_told_as_no_commitment_and_is_no_work() -> None:
    found = match(works("A", "function", "F", Role.INTEREST, title="Wants F"))
    assert found.term(TermName.INTEREST).value == 1.0
    assert "no commitment" in found.term(TermName.INTEREST).words
    assert found.term(TermName.RELATED_WORK).value is None
    assert found.term(TermName.CAPABILITY).value is None


def test_related_work_counts_by_role_and_firmness() -> None:
    def worth(role: Role, firmness: Firmness | None) -> float | None:
        return value(
            TermName.RELATED_WORK, works("A", "function", "F", role, firmness=firmness, start="2028")
        )

    assert worth(Role.LEAD, Firmness.FACT) == 1.0
    assert worth(Role.LEAD, Firmness.PLANNED) == 0.7
    assert worth(Role.CONTRIBUTOR, Firmness.FACT) == 0.8
    assert worth(Role.LEAD, None) == pytest.approx(0.3)
    assert worth(Role.LEAD, Firmness.INTEREST) is None


def test_work_nearer_in_time_counts_for_more_and_unknown_dates_for_less_than_the_right_ones() -> None:
    def worth(**dates: Any) -> float:
        return value(TermName.RELATED_WORK, works("A", "function", "F", **FACT, **dates)) or 0

    assert worth(start="2028") == 1.0  # work without an end goes on
    assert worth(start="2010", end="2019") == pytest.approx(0.5, abs=0.001)  # ten years before
    assert worth(start="2040") == pytest.approx(0.5, abs=0.001)  # ten years late
    assert worth() == PLAIN.undated


# --- joint work, readiness, entry size ---


def test_joint_work_is_with_those_who_are_there_and_else_left_out() -> None:
    together = works("A", "mission", "M", partners=("B",), **FACT)
    alone = match(together).term(TermName.JOINT_WORK)
    assert (alone.value, alone.weight) == (None, 0)
    there = need("G", "2/P.1", present=("B", "C"))
    term = match(together, wanted=there).term(TermName.JOINT_WORK)
    assert term.value == 0.5
    assert term.words == "with B: M"
    unknown = match(wanted=there).term(TermName.JOINT_WORK)
    assert (unknown.value, unknown.weight) == (None, PLAIN.terms[TermName.JOINT_WORK])


def test_readiness_is_of_what_an_organisation_leads_itself() -> None:
    def project(trl: int | None, lead: str = "A") -> Statement:
        return said(Project(id=f"P{trl}", title="P", lead=lead, trl_now=trl, taxonomy=("1/A.1",)))

    assert value(TermName.READINESS, project(9)) == pytest.approx(NEAR)
    assert value(TermName.READINESS, project(3)) == pytest.approx(NEAR * 0.5)
    assert value(TermName.READINESS, project(None)) is None
    assert value(TermName.READINESS, project(9, lead="B")) is None


def estimate(by: str, effort: EffortClass, **envelope: Any) -> Statement:
    record = EffortEstimate(id=f"estimate {by}", organisation=by, effort=effort, functions=("F",))
    return said(record, by, visibility=Visibility.MEMBERS, **envelope)


def test_a_small_need_suits_a_small_agency() -> None:
    payload = works("A", "mission", "M", Role.CONTRIBUTOR, **FACT)
    leader = works("B", "mission", "M", **FACT)

    def suits(effort: EffortClass, who: str) -> float:
        term = match(payload, leader, estimate("C", effort), who=who).term(TermName.ENTRY_SIZE)
        assert term.value is not None
        return term.value

    assert suits(EffortClass.SMALL, "A") > suits(EffortClass.SMALL, "B")
    assert suits(EffortClass.MEDIUM, "A") == 1.0
    assert suits(EffortClass.VERY_LARGE, "A") == pytest.approx(0.2)
    assert suits(EffortClass.VERY_LARGE, "B") == 1.0


def test_the_own_estimate_goes_first_and_nobody_estimates_for_another() -> None:
    leader = works("A", "mission", "M", **FACT)
    own, others = estimate("A", EffortClass.VERY_LARGE), estimate("B", EffortClass.SMALL)
    term = match(leader, own, others).term(TermName.ENTRY_SIZE)
    assert "its own estimate" in term.words
    assert term.value == 1.0
    foreign = said(estimate("A", EffortClass.SMALL).record, "B", visibility=Visibility.MEMBERS)
    assert match(leader, foreign).term(TermName.ENTRY_SIZE).value is None
    unknown = match(estimate("B", EffortClass.SMALL)).term(TermName.ENTRY_SIZE)
    assert unknown.value is None
    assert "nothing known" in unknown.words


# --- the score ---


def test_where_nothing_is_known_the_score_is_the_prior_and_may_be_anything() -> None:
    found = match()
    assert [term.value for term in found.terms] == [None] * 6
    assert (found.low, found.high) == (0.0, 1.0)
    assert not found.grounded
    assert found.statements == ()
    assert 0 < found.score < 0.2


def test_the_score_is_the_weighted_mean_of_what_counts() -> None:
    found = match(can("A", "1/A.1"))
    terms = [t for t in found.terms if t.weight]
    assert found.score == pytest.approx(
        sum(t.weight * t.counted for t in terms) / sum(t.weight for t in terms)
    )
    assert found.low == pytest.approx(4 * NEAR / 11)
    assert found.high == pytest.approx((4 * NEAR + 7) / 11)


def test_ranks_are_by_score_and_then_by_name_and_groups_do_not_take_part() -> None:
    group = agency("G", type=OrganisationType.GROUP)
    roadmap = Roadmap([*GROUND, group, can("C", "1/A.1")])
    assert [m.organisation for m in matches(roadmap, [WANTED])[WANTED.subject]] == ["C", "A", "B"]
    with pytest.raises(UsageError, match='"G" is no organisation that can be matched'):
        Matcher(roadmap, [WANTED]).match(WANTED, "G")


def test_what_is_unverified_carries_through_and_evidence_is_told_from_crosswalks() -> None:
    sure = match(can("A", "1/A.1"))
    assert sure.unverified == ()
    recalled = match(can("A", "1/A.1", unverified=True))
    assert [s.kind for s in recalled.unverified_evidence] == ["capability"]
    assert recalled.unverified == recalled.unverified_evidence


@pytest.mark.parametrize(
    "change",
    [
        {"terms": MappingProxyType(dict.fromkeys(TermName, 0.0))},
        {"terms": MappingProxyType(dict.fromkeys(TermName, -1.0))},
        {"priors": MappingProxyType(dict.fromkeys(TermName, 2.0))},
        {"told": 1.5},
        {"half_life_years": 0.0},
    ],
)
def test_weights_that_are_none_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        Weights(**change)  # type: ignore[arg-type]


@given(
    st.lists(
        st.tuples(st.none() | st.floats(0, 1), st.floats(0, 10, allow_subnormal=False), st.floats(0, 1)),
        max_size=6,
    )
)
def test_the_score_lies_between_its_bounds(given_terms: list[tuple[float | None, float, float]]) -> None:
    terms = [Term(TermName.CAPABILITY, v, weight, prior, "") for v, weight, prior in given_terms]
    found = weighed(terms)
    assert 0 <= found.low <= found.score + 1e-9
    assert found.score <= found.high + 1e-9 <= 1 + 2e-9
    if terms and all(t.value is not None for t in terms) and any(t.weight for t in terms):
        assert found.low == found.high


FURTHER = st.lists(
    st.sampled_from(
        [
            can("A", "1/A.1"),
            can("A", "1/A", Strength.AMBITION, None),
            can("A", "2/P.1", Strength.DEVELOPED),
            works("A", "function", "F", Role.INTEREST),
            works("A", "function", "F", Role.STUDY, firmness=Firmness.CONCEPT, start="1990", end="1991"),
            works("A", "mission", "M", partners=("B",), **FACT),
            said(Project(id="P", title="P", lead="A", trl_now=1, taxonomy=("1/A.1",))),
        ]
    ),
    max_size=5,
    unique_by=lambda s: s.id,
)


@settings(max_examples=40, deadline=None)
@given(FURTHER, FURTHER)
def test_to_know_more_in_favour_never_lowers_a_score(some: list[Statement], more: list[Statement]) -> None:
    wanted = need("F", "2/P.1", present=("B",), need_by=date(2030, 1, 1))
    further = {s.id: s for s in (*some, *more)}
    before, after = match(*some, wanted=wanted), match(*further.values(), wanted=wanted)
    assert after.score >= before.score
    assert after.low >= before.low


# --- the reference roadmap ---


@pytest.fixture(scope="module")
def reference() -> Matcher:
    roadmap = ec.reference()
    return Matcher(roadmap, needs_of(roadmap))


def test_every_open_need_of_the_reference_is_ranked_the_same_each_time(reference: Matcher) -> None:
    again = Matcher(reference.roadmap, reference.needs).by_need
    assert len(reference.by_need) == len(reference.needs) > 100
    for subject, ranked in reference.by_need.items():
        assert [(m.organisation, m.score) for m in ranked] == [
            (m.organisation, m.score) for m in again[subject]
        ]
        assert len(ranked) == 27


def test_every_need_of_the_reference_has_somebody_of_whom_something_is_known(reference: Matcher) -> None:
    unknown = [s.id for s, ranked in reference.by_need.items() if not any(m.grounded for m in ranked)]
    assert unknown == []


def test_every_term_of_the_reference_is_linked_or_says_that_it_is_unknown(reference: Matcher) -> None:
    for ranked in reference.by_need.values():
        for found in ranked:
            assert found.low <= found.score <= found.high
            for term in found.terms:
                if term.value is None:
                    assert term.statements == ()
                    assert term.words.startswith("unknown") or term.weight == 0
                else:
                    assert term.statements
                    assert 0 <= term.value <= 1


def test_the_best_for_some_needs_of_the_reference_are_who_one_would_ask(reference: Matcher) -> None:
    first = {
        subject.id: [m.organisation for m in ranked[:3]] for subject, ranked in reference.by_need.items()
    }
    assert "DLR" in first["FN-A-101 L"]  # robots that help crews: telerobotics from orbit
    assert "LSA" in first["FN-I-102 L"]  # oxygen from regolith: the research centre for it
    assert "CSA" in first["FN-X-103 L"] + first["FN-X-104 L"]  # crew health: its remote medical module
