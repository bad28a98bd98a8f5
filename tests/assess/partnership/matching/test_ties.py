"""Who has worked with whom: told by partners, by common undertakings, and never by interests or topics."""

from __future__ import annotations

from typing import Any

import pytest

from ecliptic.assess.partnership.matching.ties import Ties
from ecliptic.assess.partnership.matching.weights import Weights
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Firmness, Mission, OrganisationType, Role
from invented_agencies import agency, works
from saying import said

AGENCIES = [agency(name) for name in "ABCD"]
FACT: dict[str, Any] = {"firmness": Firmness.FACT}


def ties(*statements: Statement) -> Ties:
    return Ties(Roadmap([*AGENCIES, *statements]), Weights())


def test_a_named_partner_is_a_direct_tie() -> None:
    found = ties(works("A", "mission", "M", partners=("B",), **FACT))
    (tie,) = found.between("B", "A")
    assert (tie.thing.id, tie.direct, tie.firmness) == ("M", True, Firmness.FACT)
    assert found.strength("A", "B") == 0.5  # one firm joint undertaking adds half of what is missing
    assert found.strength("A", "C") is None


def test_two_that_only_stand_beside_one_another_are_tied_less() -> None:
    led = works("A", "mission", "M", **FACT)
    one, other = (works(name, "mission", "M", Role.CONTRIBUTOR, **FACT) for name in "BC")
    found = ties(led, one, other)
    assert [tie.direct for tie in found.between("A", "B")] == [True]
    assert [tie.direct for tie in found.between("B", "C")] == [False]
    assert (found.strength("B", "C") or 0) < (found.strength("A", "B") or 0)
    assert list(found.partners("A")) == ["B", "C"]


def test_the_less_firm_part_decides_and_many_undertakings_count_for_more() -> None:
    firm = works("A", "mission", "M", partners=("B",), **FACT)
    vague = works("B", "mission", "M", Role.CONTRIBUTOR, firmness=Firmness.CONCEPT)
    found = ties(firm, vague)
    assert found.between("A", "B")[0].firmness is Firmness.CONCEPT
    both = ties(firm, vague, works("A", "element", "E", partners=("B",), **FACT))
    assert (both.strength("A", "B") or 0) > (found.strength("A", "B") or 0)
    assert [tie.thing.id for tie in both.between("A", "B")] == ["E", "M"]


def test_interests_topics_groups_and_those_whom_a_third_names_are_no_ties() -> None:
    group = agency("G", type=OrganisationType.GROUP)
    statements = [
        group,
        works("A", "mission", "M", Role.INTEREST, partners=("B",)),
        works("C", "taxonomy-node", "T", **FACT),
        works("D", "taxonomy-node", "T", **FACT),
        works("A", "mission", "N", partners=("C", "D", "G"), **FACT),
    ]
    found = ties(*statements)
    assert found.strength("A", "B") is None
    assert found.between("C", "D") == ()
    assert found.strength("A", "G") is None
    assert found.strength("A", "C") is not None


def test_records_tell_of_cooperation_too() -> None:
    found = ties(said(Mission(id="M", name="M", lead="A", partners=("B", "C")), firmness=Firmness.APPROVED))
    assert found.strength("A", "B") == pytest.approx(0.45)
    assert found.strength("B", "C") is None  # both are named by the lead; that they meet is not said
