"""The rule by which one statement is taken: the lead's own, else the firmest, else the newest."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecliptic.errors import DataProblemsError
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Element, Firmness, Function
from saying import said
from strategies import statement_lists


def lander(mass_kg: float | None = None, **fields: object) -> Element:
    return Element.model_validate({"id": "EL-1", "name": "Lander", "mass_kg": mass_kg, **fields})


def taken(*statements: Statement) -> Statement:
    results = {
        id(Roadmap.build(order).statement("element", "EL-1")) for order in (statements, statements[::-1])
    }
    assert len(results) == 1, "the order of reading decided"
    found = Roadmap.build(statements).statement("element", "EL-1")
    assert found is not None
    return found


def test_the_lead_organisation_wins_over_a_firmer_and_newer_statement() -> None:
    lead = said(lander(1, lead="ESA"), by="ESA", on="2020-01-01", firmness=Firmness.CONCEPT)
    other = said(lander(2, lead="ESA"), by="NASA", on="2025-01-01", firmness=Firmness.FACT)
    assert taken(lead, other) is lead


def test_nobody_becomes_lead_by_another_s_word() -> None:
    claimed = said(lander(1, lead="ESA"), by="NASA", on="2020-01-01", firmness=Firmness.PLANNED)
    firmer = said(lander(2), by="JAXA", on="2019-01-01", firmness=Firmness.APPROVED)
    assert taken(claimed, firmer) is firmer


def test_without_a_lead_the_firmest_wins_over_the_newest() -> None:
    firm = said(lander(1), by="ESA", on="2020-01-01", firmness=Firmness.APPROVED)
    new = said(lander(2), by="NASA", on="2025-01-01", firmness=Firmness.PLANNED)
    unsaid = said(lander(3), by="JAXA", on="2026-01-01")
    assert taken(firm, new) is firm
    assert taken(unsaid, new) is new


def test_an_interest_is_firmer_than_nothing_and_than_nothing_else() -> None:
    interest = said(lander(1), by="ESA", on="2026-01-01", firmness=Firmness.INTEREST)
    for firmness in set(Firmness) - {Firmness.INTEREST}:
        firm = said(lander(2), by="NASA", on="2020-01-01", firmness=firmness)
        assert taken(interest, firm) is firm


def test_of_equally_firm_statements_the_newest_wins_then_the_first_in_the_alphabet() -> None:
    old = said(lander(1), by="ESA", on="2020-01-01")
    new = said(lander(2), by="NASA", on="2021-01-01")
    assert taken(old, new) is new
    equal = said(lander(3), by="JAXA", on="2021-01-01")
    assert taken(new, equal) is equal


def test_of_one_publisher_the_newest_version_counts_even_if_it_is_less_firm() -> None:
    first = said(lander(1), firmness=Firmness.APPROVED)
    second = said(lander(2), version=2, on="2025-06-01", firmness=Firmness.CONCEPT)
    assert taken(first, second) is second


def test_what_is_withdrawn_is_gone_and_leaves_its_history() -> None:
    first = said(lander(1))
    gone = said(lander(1), version=2, on="2025-06-01", withdrawn=True)
    roadmap = Roadmap.build([gone, first])
    assert roadmap.get(Element, "EL-1") is None
    assert roadmap.kinds == ()
    assert len(roadmap) == 0
    assert roadmap.history("element", "EL-1") == (first, gone)
    other = said(lander(2), by="ESA")
    assert Roadmap.build([gone, first, other]).get(Element, "EL-1") == other.record
    back = said(lander(3), version=3, on="2025-07-01")
    assert Roadmap.build([gone, back, first]).get(Element, "EL-1") == back.record


def test_losing_statements_that_say_otherwise_are_disagreements() -> None:
    lead = said(lander(1000, lead="ESA", crew=2), by="ESA", firmness=Firmness.PLANNED)
    other = said(lander(1200, lead="ESA", type="lander"), by="NASA", firmness=Firmness.APPROVED)
    silent = said(lander(), by="JAXA")
    roadmap = Roadmap.build([other, silent, lead])
    (found,) = roadmap.disagreements
    assert (found.kind, found.id) == ("element", "EL-1")
    assert (found.taken, found.other) == (lead, other)
    assert {(d.field, d.taken, d.other) for d in found.differences} == {
        ("mass_kg", 1000, 1200),
        ("firmness", Firmness.PLANNED, Firmness.APPROVED),
    }
    assert roadmap.others("element", "EL-1") == (other, silent)


def test_two_statements_under_one_key_that_differ_are_refused() -> None:
    with pytest.raises(DataProblemsError, match="element EL-1") as caught:
        Roadmap.build([said(lander(1)), said(lander(2))])
    assert "version" in caught.value.problems[0].remedy


def test_a_statement_that_is_read_twice_counts_once() -> None:
    roadmap = Roadmap.build([said(lander(1)), said(lander(1))])
    assert roadmap.history("element", "EL-1") == (said(lander(1)),)
    assert roadmap.digest == Roadmap.build([said(lander(1))]).digest
    withdrawn = said(lander(1), withdrawn=True)
    assert len(Roadmap.build([withdrawn, withdrawn])) == 0


# Few identifiers and publishers, so that statements meet.
@st.composite
def crowded(draw: st.DrawFn) -> list[Statement]:
    elements = st.builds(
        lander, st.none() | st.integers(0, 3), lead=st.sampled_from([None, "ESA", "NASA", "JAXA"])
    )
    functions = st.builds(Function, id=st.just("FN-1"), name=st.sampled_from(["Land", "Fly"]))
    statements = st.builds(
        said,
        elements | functions,
        by=st.sampled_from(["ESA", "NASA", "JAXA"]),
        on=st.sampled_from(["2020-01-01", "2021-01-01", "2022-01-01"]),
        version=st.integers(1, 3),
        firmness=st.none() | st.sampled_from(Firmness),
        withdrawn=st.booleans(),
    )
    return draw(st.lists(statements, unique_by=lambda statement: statement.key, max_size=12))


def by_the_rule(statements: list[Statement]) -> dict[tuple[str, str], Statement]:
    """What is taken of each thing, worked out by plain comparison of each with each."""
    current = [
        s
        for s in statements
        if not any(o.key[:3] == s.key[:3] and o.version > s.version for o in statements)
        and not s.envelope.withdrawn
    ]

    def better(one: Statement, other: Statement) -> bool:
        leads = [getattr(s.record, "lead", None) == s.publisher for s in (one, other)]
        if leads[0] != leads[1]:
            return leads[0]
        ranks = [len(Firmness) if s.firmness is None else s.firmness.rank for s in (one, other)]
        if ranks[0] != ranks[1]:
            return ranks[0] < ranks[1]
        if one.stated_at != other.stated_at:
            return one.stated_at > other.stated_at
        return one.publisher < other.publisher

    return {
        s.key[:2]: s
        for s in current
        if all(better(s, o) for o in current if o is not s and o.key[:2] == s.key[:2])
    }


@given(crowded())
def test_the_rule_is_followed(statements: list[Statement]) -> None:
    roadmap = Roadmap.build(statements)
    taken_by_roadmap = {(k, i): s for k in roadmap.kinds for i, s in roadmap.taken(k).items()}
    assert taken_by_roadmap == by_the_rule(statements)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(crowded() | statement_lists(max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_reading_changes_nothing(statements: list[Statement], random: object) -> None:
    shuffled = list(statements)
    random.shuffle(shuffled)  # type: ignore[attr-defined] - hypothesis types its randoms as objects
    one, other = Roadmap.build(statements), Roadmap.build(iter(shuffled))
    assert one.digest == other.digest
    assert one.disagreements == other.disagreements
    assert list(one.statements) == list(other.statements)
    for kind in one.kinds:
        assert list(one.taken(kind).items()) == list(other.taken(kind).items())
