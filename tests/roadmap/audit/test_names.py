"""When two names mean one thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.roadmap.audit.names import alike, spelling_of, stems_of, words_of


def same(one: str, other: str) -> bool:
    return words_of(one) == words_of(other)


def similar(one: str, other: str) -> bool:
    ours, theirs = words_of(one), words_of(other)
    return stems_of(ours) == stems_of(theirs) and alike(ours, theirs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gateway", "the Gateway"),
        ("GATEWAY", "Gateway"),
        ("Chang'e-4", "Chang\u2019e 4"),
        ("Chang'e-4", "Change 4"),
        ("Centre d'\u00c9tudes", "Centre d'Etudes"),
        ("Lunar Terrain Vehicle (LTV)", "Lunar Terrain Vehicle"),
        ("Artemis II", "Artemis 2"),
        ("Orion spacecraft", "Orion"),
        ("U.S. segment", "US segment"),
        ("Habitation & Logistics", "Habitation Logistics"),
        ("Mars-Sample-Return", "Mars Sample Return"),
        ("Stra\u00dfe", "STRASSE"),
    ],
)
def test_what_writers_vary_does_not_part_names(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Initial Surface Habitat", "Initial Surface Habitation"),
        ("Communications relay", "Communication relays"),
        ("Pressurised rover", "Pressurized rover"),
        ("Lunar Orbit Station", "Lunar Orbiter Station"),
    ],
)
def test_spellings_of_one_name_are_alike(one: str, other: str) -> None:
    assert not same(one, other)
    assert similar(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Artemis II", "Artemis III"),
        ("Chandrayaan-2", "Chandrayaan-3"),
        ("Pressurised rover", "Unpressurised rover"),
        ("Crewed lander", "Uncrewed lander"),
        ("Transport crew from Earth to the Moon", "Transport crew from the Moon to Earth"),
        ("Block A", "Block B"),
        ("Block A", "Block"),
        ("Electrostatic", "Electromagnetic"),
        ("Communication relay", "Community relay"),
        ("Lander (NASA)", "Lander (ESA)"),
        ("Short stay", "Long stay"),
        ("Gateway", "Lunar Gateway"),
    ],
)
def test_what_tells_things_apart_parts_names(one: str, other: str) -> None:
    assert not same(one, other)
    assert not similar(one, other)


@given(st.text(min_size=1, max_size=40))
def test_every_name_is_itself_and_case_does_not_matter(name: str) -> None:
    assert similar(name, name)
    assert words_of(name) == words_of(f"  {name} ")
    assert all(word == word.casefold() and word.isalnum() for word in words_of(name))


@pytest.mark.parametrize("other", ["fn-t-101 l", "FN_T_101_L", "FN\u2013T\u2013101-L"])
def test_spellings_of_an_identifier(other: str) -> None:
    assert spelling_of("FN-T-101 L") == spelling_of(other)


def test_dots_and_digits_tell_identifiers_apart() -> None:
    assert len({spelling_of(i) for i in ("TX1.1", "TX11", "TX1-1", "TX01.1")}) == 4
