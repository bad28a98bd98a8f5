"""The audit as a whole: every check finds its fault, only there, and nothing breaks it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecliptic.roadmap import Roadmap, Statement, audit
from ecliptic.roadmap.audit import CHECKS
from ecliptic.vocabulary import KINDS, Element, Organisation, OrganisationType
from saying import said
from strategies import statement_lists

TODAY = date(2026, 11, 22)


def test_every_check_has_a_name_of_its_own_and_a_meaning() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(check.meaning.endswith(".") for check in CHECKS)
    order = ["high", "medium", "low", "information"]
    assert [check.severity for check in CHECKS] == sorted(
        (check.severity for check in CHECKS), key=order.index
    )


def test_a_sound_roadmap_has_no_findings() -> None:
    nasa = Organisation(id="NASA", name="NASA", type=OrganisationType.AGENCY)
    found = audit(Roadmap.build([said(nasa), said(Element(id="EM-1", name="Lander", lead="NASA"))]))
    assert found.findings == ()
    assert found.unverified_share == 0


def test_an_empty_roadmap_is_not_half_verified() -> None:
    found = audit(Roadmap(), today=TODAY)
    assert found.findings == ()
    assert found.conditions == ()
    assert found.statements == 0
    assert found.unverified_share is None


def test_without_a_day_the_checks_that_need_one_are_named_and_not_made() -> None:
    roadmap = Roadmap.build([said(Element(id="EM-1", name="Lander"), on="1990-01-01")])
    found = audit(roadmap)
    assert set(found.left_out) == {"past-launch", "stale-statement"}
    assert found.conditions[0].stale is None
    made = audit(roadmap, today=TODAY)
    assert made.left_out == ()
    assert [finding.id for finding in made.of_check("stale-statement")] == ["EM-1"]
    assert made.conditions[0].stale == 1


def test_findings_are_had_by_check_thing_and_severity() -> None:
    lost = said(Element(id="EM-1", name="Lander", lead="NSA"), unverified=True)
    found = audit(Roadmap.build([lost]))
    (finding,) = found.of_check("dangling-reference")
    assert finding in found.of_thing("element", "EM-1")
    assert finding in found.of_severity("medium")
    assert finding.subject == ("element", "EM-1")
    assert finding.publisher == "NASA"
    assert finding.unverified


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(statement_lists(max_size=8), st.randoms(use_true_random=False))
def test_nothing_breaks_it_and_the_order_of_reading_changes_nothing(
    statements: list[Statement], random: object
) -> None:
    shuffled = list(statements)
    random.shuffle(shuffled)  # type: ignore[attr-defined] - hypothesis types its randoms as objects
    roadmap = Roadmap.build(statements)
    found = audit(roadmap, today=TODAY)
    assert found == audit(Roadmap.build(shuffled), today=TODAY)
    for finding in found.findings:
        assert finding.sentence.endswith((".", "?"))
        assert finding.kind in KINDS
        known = roadmap.history(finding.kind, finding.id)
        assert known or finding.check == "unknown-publisher"
    assert found.statements == sum(
        1 + len(roadmap.others(kind, identifier))
        for kind in roadmap.kinds
        for identifier in roadmap.taken(kind)
    )


@pytest.mark.parametrize("days", [0, 30, 10_000])
def test_the_age_at_which_a_statement_is_stale_can_be_chosen(days: int) -> None:
    roadmap = Roadmap.build([said(Element(id="EM-1", name="Lander"), on="2026-10-01")])
    stale = audit(roadmap, today=TODAY, stale_after_days=days).of_check("stale-statement")
    assert len(stale) == (days < 52)
