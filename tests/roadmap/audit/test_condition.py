"""How complete, fresh and verified each publisher's statements are."""

from __future__ import annotations

from datetime import date

from ecliptic.roadmap import Filling, Roadmap, audit
from ecliptic.vocabulary import Element, GroundRule, UseCase
from saying import said


def test_each_publisher_answers_for_its_own_statements_taken_or_not() -> None:
    ours = said(
        Element(id="E-1", name="Lander", lead="ESA", mass_kg=1, type="lander"), by="ESA", on="2024-05-01"
    )
    unverified = {"sources": ("recalled, unverified",), "as_of": "2023-02"}
    theirs = said(Element(id="E-1", name="Lander"), by="NASA", **unverified)
    more = said(Element(id="E-2", name="Rover", mass_kg=0), by="NASA", on="2026-01-01")
    found = audit(Roadmap.build([ours, theirs, more]), today=date(2026, 11, 22))
    esa, nasa = found.conditions
    assert (esa.publisher, esa.kind, esa.statements, esa.unverified) == ("ESA", "element", 1, 0)
    assert (nasa.publisher, nasa.statements, nasa.unverified) == ("NASA", 2, 1)
    assert (nasa.oldest, nasa.newest, nasa.stale) == (date(2023, 2, 28), date(2026, 1, 1), 1)
    assert nasa.unverified_share == 0.5
    # Of type, lead, description, phases, first use and mass.
    assert (esa.filled, esa.expected, esa.completeness) == (3, 6, 0.5)
    # Zero kilograms is a value; an empty field is none.
    assert (nasa.filled, nasa.expected) == (1, 12)
    assert Filling(("mass_kg",), 1) in nasa.fillings
    assert (found.statements, found.unverified) == (3, 1)
    assert found.unverified_share == 1 / 3


def test_of_fields_that_stand_for_one_another_one_is_enough() -> None:
    old = said(UseCase(id="UC-1", title="Land", characteristics=("CN-1",), phases=("HLR",)))
    new = said(UseCase(id="UC-2", title="Leave", objectives=("OB-1",)))
    (condition,) = audit(Roadmap.build([old, new])).conditions
    assert condition.fillings == (Filling(("objectives", "characteristics"), 2), Filling(("phases",), 1))
    assert condition.completeness == 0.75


def test_a_kind_that_expects_nothing_has_no_completeness() -> None:
    (condition,) = audit(
        Roadmap.build([said(GroundRule(id="G", statement="Two crew", imposed=True))])
    ).conditions
    assert condition.completeness is None
