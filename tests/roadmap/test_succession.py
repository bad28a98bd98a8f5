"""Editions: adding what a later set says leads to that set, and files read together keep their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.errors import DataProblemsError
from ecliptic.roadmap import Roadmap, Statement, renumbered, says_the_same, successor
from ecliptic.vocabulary import Element, Firmness, Function
from saying import said


def lander(mass_kg: float | None = None, identifier: str = "EL-1") -> Element:
    return Element(id=identifier, name="Lander", mass_kg=mass_kg)


@st.composite
def edition(draw: st.DrawFn, year: int) -> list[Statement]:
    """What some publishers say in one year, each thing once."""
    records = st.one_of(
        st.builds(lander, st.none() | st.integers(0, 2), st.sampled_from(["EL-1", "EL-2", "EL-3"])),
        st.builds(Function, id=st.sampled_from(["FN-1", "FN-2"]), name=st.sampled_from(["Land", "Fly"])),
    )
    statements = st.builds(
        said,
        records,
        by=st.sampled_from(["NASA", "ESA"]),
        on=st.just(f"{year}-01-01"),
        firmness=st.none() | st.sampled_from(Firmness),
    )
    return draw(st.lists(statements, unique_by=lambda s: s.key, max_size=6))


def picture(statements: list[Statement]) -> dict[tuple[str, str, str], tuple[object, object]]:
    """What each publisher says at present, without the numbers of versions."""
    roadmap = Roadmap.build(statements)
    return {
        (s.kind, s.id, s.publisher): (s.record, s.envelope.model_copy(update={"version": 1}))
        for kind in roadmap.kinds
        for identifier, taken in roadmap.taken(kind).items()
        for s in (taken, *roadmap.others(kind, identifier))
    }


@given(edition(2024), edition(2025), edition(2026))
def test_what_is_added_leads_to_the_later_edition(
    first: list[Statement], second: list[Statement], third: list[Statement]
) -> None:
    told = list(first)
    for later in (second, third):
        told += successor(told, later)
        publishers = {statement.publisher for statement in later}
        now = {key: value for key, value in picture(told).items() if key[2] in publishers}
        assert now == picture(later)


@given(edition(2024), edition(2025))
def test_the_earlier_edition_stays_as_it_was(first: list[Statement], second: list[Statement]) -> None:
    both = [*first, *successor(first, second)]
    if first:
        then = Roadmap.build(both, as_of=first[0].stated_at)
        assert then.digest == Roadmap.build(first).digest


def test_an_edition_restates_changes_adds_and_withdraws() -> None:
    old = [said(lander(1)), said(lander(1, "EL-2")), said(lander(1, "EL-3")), said(lander(1), by="ESA")]
    new = [
        said(lander(1), on="2026-01-01"),
        said(lander(2, "EL-2"), on="2026-01-01"),
        said(lander(1, "EL-4"), on="2026-01-01"),
    ]
    added = {statement.id: statement for statement in successor(old, new)}
    assert {identifier: s.version for identifier, s in added.items()} == {
        "EL-1": 2,
        "EL-2": 2,
        "EL-3": 2,
        "EL-4": 1,
    }
    assert says_the_same(old[0], added["EL-1"])
    assert not says_the_same(old[1], added["EL-2"])
    assert added["EL-3"].envelope.withdrawn
    assert added["EL-3"].stated_at == new[0].stated_at
    # ESA says nothing in the new edition of NASA, and so takes nothing back.
    assert all(statement.publisher == "NASA" for statement in added.values())


def test_what_was_withdrawn_is_not_withdrawn_again_and_can_return() -> None:
    first = [said(lander(1)), said(lander(1, "EL-2"))]
    second = successor(first, [said(lander(1), on="2026-01-01")])
    third = successor([*first, *second], [said(lander(1), on="2027-01-01")])
    assert [statement.id for statement in third] == ["EL-1"]
    fourth = successor([*first, *second, *third], [said(lander(5, "EL-2"), on="2028-01-01")])
    assert {(s.id, s.version, s.envelope.withdrawn) for s in fourth} == {
        ("EL-2", 3, False),
        ("EL-1", 4, True),
    }


def test_a_later_set_may_bring_its_own_history() -> None:
    later = [said(lander(3), on="2026-06-01", version=2), said(lander(2), on="2026-01-01")]
    added = successor([said(lander(1))], later)
    assert [(s.version, s.record) for s in added] == [(2, lander(2)), (3, lander(3))]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"on": "2026-01-01"}, True),
        ({"version": 4}, True),
        ({"stated_by": "A. Person"}, True),
        ({"sources": ("another document",)}, True),
        ({"as_of": "2026"}, True),
        ({"firmness": "planned"}, False),
        ({"visibility": "members"}, False),
        ({"narrowed": {"mass_kg": "private"}}, False),
        ({"unverified": True}, False),
        ({"withdrawn": True}, False),
        ({"by": "ESA"}, False),
    ],
)
def test_saying_the_same_is_about_what_is_said_and_for_whom(change: dict[str, object], same: bool) -> None:
    one, other = said(lander(1)), said(lander(1), **change)  # type: ignore[arg-type] - of all sorts
    assert says_the_same(one, other) is same
    assert not says_the_same(one, said(lander(2), **change))  # type: ignore[arg-type] - of all sorts


def test_files_read_together_are_numbered_by_time() -> None:
    later, earlier = said(lander(2), on="2026-01-01"), said(lander(1), on="2025-01-01")
    numbered = renumbered([later, earlier])
    assert {(s.version, s.record) for s in numbered} == {(1, lander(1)), (2, lander(2))}
    assert Roadmap.build(numbered).get(Element, "EL-1") == lander(2)


def test_numbers_stay_where_they_tell_the_statements_apart() -> None:
    kept = [said(lander(1), version=3), said(lander(2), version=5, on="2024-01-01")]
    assert renumbered(kept) == kept
    # A file that is read twice changes nothing.
    assert renumbered([*kept, *kept]) == kept
    single = said(lander(1), version=7)
    assert renumbered([single, single]) == [single]


def test_a_number_is_raised_only_as_far_as_needed() -> None:
    package = [said(lander(1), on="2023-01-01", version=1), said(lander(2), on="2024-01-01", version=4)]
    workbook = [said(lander(3), on="2025-01-01", version=1)]
    assert [(s.record, s.version) for s in renumbered([*workbook, *package])] == [
        (lander(1), 1),
        (lander(2), 4),
        (lander(3), 5),
    ]


def test_different_words_at_one_instant_are_left_for_building_to_refuse() -> None:
    clash = renumbered([said(lander(1)), said(lander(2))])
    with pytest.raises(DataProblemsError, match="EL-1"):
        Roadmap.build(clash)


@given(edition(2024), edition(2025), edition(2024))
def test_renumbering_is_done_once_for_all(
    one: list[Statement], two: list[Statement], three: list[Statement]
) -> None:
    numbered = renumbered([*one, *two, *three])
    assert renumbered(numbered) == numbered


def test_statements_that_shared_an_envelope_share_one_afterwards() -> None:
    shared = said(lander(1)).envelope
    before = [Statement(lander(1, f"EL-{n}"), shared) for n in range(5)]
    after = successor(before, before)
    assert {id(statement.envelope) for statement in after} == {id(after[0].envelope)}
    assert after[0].version == 2
