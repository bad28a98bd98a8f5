"""Who sees what: nothing private or narrowed can be had from a public view, by any way."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from types import FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecliptic.errors import DataProblemsError, UsageError
from ecliptic.roadmap import Roadmap, Statement, Viewer, audit, difference
from ecliptic.vocabulary import Allocation, AllocationStatus, Contribution, Element, Role, Visibility
from saying import said

TEXT_FIELDS = ("type", "description", "notes")
PUBLISHERS = ("ESA", "JAXA", "NASA")


def secret(identifier: str, publisher: str, version: int, field: str) -> str:
    """A text that stands in one place only, so that finding it anywhere tells where it came from."""
    return f"<{identifier} {publisher} {version} {field}>"


@st.composite
def told(draw: st.DrawFn) -> list[Statement]:
    """Statements of which every text is unlike all others, with all sorts of marks."""
    keys = st.tuples(st.sampled_from(["EL-1", "EL-2"]), st.sampled_from(PUBLISHERS), st.integers(1, 3))
    statements = []
    for identifier, publisher, version in draw(st.lists(keys, unique=True, max_size=8)):
        texts = {field: secret(identifier, publisher, version, field) for field in TEXT_FIELDS}
        name = secret(identifier, publisher, version, "name")
        marks = st.dictionaries(st.sampled_from([*TEXT_FIELDS, "name"]), st.sampled_from(Visibility))
        statements.append(
            said(
                Element(id=identifier, name=name, **texts),
                by=publisher,
                on=f"202{version}-01-01",
                version=version,
                visibility=draw(st.sampled_from(Visibility)),
                narrowed=draw(marks),
                sources=(secret(identifier, publisher, version, "source"),),
            )
        )
    return statements


def allowed(statements: Iterable[Statement], viewer: Viewer) -> set[str]:
    """The texts that the viewer may see: by the marks of their own version and of the newest."""
    told = list(statements)
    seen = set()
    for s in told:
        newest = max((o for o in told if o.key[:3] == s.key[:3]), key=lambda o: o.version)
        marks = {s.envelope.visibility, newest.envelope.visibility}

        def hidden(field: str, s: Statement = s, newest: Statement = newest) -> bool:
            narrowed = [e.narrowed[field] for e in (s.envelope, newest.envelope) if field in e.narrowed]
            return not all(viewer.may_see(mark, s.publisher) for mark in narrowed)

        if all(viewer.may_see(mark, s.publisher) for mark in marks) and not hidden("name"):
            fields = [field for field in TEXT_FIELDS if not hidden(field)]
            seen |= {secret(s.id, s.publisher, s.version, field) for field in ("name", "source", *fields)}
    return seen


def everything_in(roots: Iterable[Any]) -> str:
    """The text of every object that can be reached, by the way that the garbage collector goes."""
    texts: list[str] = []
    seen: dict[int, Any] = {}
    waiting = list(roots)
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType | FunctionType):
            continue
        seen[id(thing)] = thing
        if isinstance(thing, str | bytes):
            texts.append(str(thing))
        else:
            waiting += gc.get_referents(thing)
    return "\n".join(texts)


VIEWERS = [Viewer.public(), Viewer.members(), Viewer.of("ESA"), Viewer.holder()]


@pytest.mark.parametrize("viewer", VIEWERS, ids=str)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(statements=told(), as_of_year=st.none() | st.integers(2020, 2024))
def test_a_view_holds_what_its_viewer_may_see_and_not_one_text_more(
    viewer: Viewer, statements: list[Statement], as_of_year: int | None
) -> None:
    whole = Roadmap.build(statements, viewer=viewer)
    texts = everything_in([whole.__dict__, whole.disagreements, whole.digest, list(whole.statements)])
    may_see = allowed(statements, viewer)
    every = {
        secret(s.id, s.publisher, s.version, f) for s in statements for f in ("name", "source", *TEXT_FIELDS)
    }
    assert {text for text in every if text in texts} == may_see
    # What is made from the view, or is seen of an earlier day, cannot tell more.
    past = Roadmap.build(
        statements,
        viewer=viewer,
        as_of=as_of_year and said(Element(id="x", name="x"), on=f"{as_of_year}-06-01").stated_at,
    )
    made = everything_in([past.__dict__, difference(past, whole), audit(whole), audit(past)])
    assert {text for text in every if text in made} <= may_see


def test_what_is_private_is_for_its_publisher_alone() -> None:
    private = said(Element(id="EL-1", name="Lander"), by="ESA", visibility="private")
    shared = said(Element(id="EL-2", name="Rover"), by="ESA", visibility="members")
    public = said(Element(id="EL-3", name="Relay"), by="ESA")

    def seen(viewer: Viewer) -> set[str]:
        return set(Roadmap.build([private, shared, public], viewer=viewer).records(Element))

    assert seen(Viewer.public()) == {"EL-3"}
    assert seen(Viewer.members()) == {"EL-2", "EL-3"}
    assert seen(Viewer.of("JAXA")) == {"EL-2", "EL-3"}
    assert seen(Viewer.of("ESA")) == {"EL-1", "EL-2", "EL-3"}
    assert seen(Viewer.holder()) == {"EL-1", "EL-2", "EL-3"}


def test_a_narrowed_field_is_unknown_to_those_who_may_not_see_it() -> None:
    statement = said(
        Element(id="EL-1", name="Lander", mass_kg=12_000, partners=("JAXA",), power_kw=3),
        by="ESA",
        narrowed={"mass_kg": "private", "partners": "private", "power_kw": "members"},
    )
    public = Roadmap.build([statement], viewer=Viewer.public())
    element = public.get(Element, "EL-1")
    assert element == Element(id="EL-1", name="Lander")
    # That something is hidden is hidden as well.
    assert public.history("element", "EL-1")[0].envelope.narrowed == {}
    assert public.digest == Roadmap.build([said(Element(id="EL-1", name="Lander"), by="ESA")]).digest
    members = Roadmap.build([statement], viewer=Viewer.members()).get(Element, "EL-1")
    assert members == Element(id="EL-1", name="Lander", power_kw=3)
    assert Roadmap.build([statement], viewer=Viewer.of("ESA")).get(Element, "EL-1") == statement.record


def test_a_record_that_cannot_do_without_a_hidden_field_is_hidden() -> None:
    statement = said(
        Contribution(id="C-1", organisation="ESA", role=Role.LEAD, target_kind="element", target="EL-1"),
        by="ESA",
        narrowed={"role": "private"},
    )
    assert len(Roadmap.build([statement], viewer=Viewer.public())) == 0


def test_hiding_a_field_never_makes_the_record_say_the_opposite() -> None:
    """The status of an allocation is allocated unless said otherwise."""
    mark = said(
        Allocation(id="A-1", function="FN-1", phase="HLR", status=AllocationStatus.UNALLOCATED),
        narrowed={"status": "private"},
    )
    assert len(Roadmap.build([mark], viewer=Viewer.public())) == 0


def test_a_private_statement_does_not_decide_for_the_public() -> None:
    public = said(Element(id="EL-1", name="Lander", mass_kg=1), by="NASA")
    private = said(
        Element(id="EL-1", name="Lander", mass_kg=2), by="ESA", visibility="private", firmness="fact"
    )
    roadmap = Roadmap.build([public, private], viewer=Viewer.public())
    assert roadmap.statement("element", "EL-1") == public
    assert roadmap.disagreements == ()
    assert roadmap.others("element", "EL-1") == ()


def test_what_has_been_narrowed_since_cannot_be_had_by_looking_back() -> None:
    first = said(Element(id="EL-1", name="Lander", mass_kg=1), on="2024-01-01")
    second = said(
        Element(id="EL-1", name="Lander", mass_kg=2),
        on="2025-01-01",
        version=2,
        narrowed={"mass_kg": "private"},
    )
    third = said(Element(id="EL-1", name="Lander"), on="2026-01-01", version=3, visibility="members")
    back = first.stated_at
    masses = [
        element.mass_kg
        for element in Roadmap.build([first, second], as_of=back, viewer=Viewer.public())
        .records(Element)
        .values()
    ]
    assert masses == [None]
    assert len(Roadmap.build([first, second, third], as_of=back, viewer=Viewer.public())) == 0
    assert len(Roadmap.build([first, second, third], as_of=back, viewer=Viewer.members())) == 1


def test_what_has_been_opened_since_stays_hidden_in_its_earlier_versions() -> None:
    first = said(Element(id="EL-1", name="Lander", mass_kg=1), visibility="private")
    second = said(Element(id="EL-1", name="Lander", mass_kg=2), on="2026-01-01", version=2)
    public = Roadmap.build([first, second], viewer=Viewer.public())
    assert public.history("element", "EL-1") == (second,)


@pytest.mark.parametrize("viewer", VIEWERS, ids=str)
def test_a_mark_that_protects_nothing_is_refused(viewer: Viewer) -> None:
    slip = said(Element(id="EL-1", name="Lander", mass_kg=1), narrowed={"mas_kg": "private"})
    with pytest.raises(DataProblemsError, match="mas_kg") as caught:
        Roadmap.build([slip], viewer=viewer)
    assert "mass_kg" in caught.value.problems[0].remedy


@pytest.mark.parametrize(
    ("word", "viewer"),
    [
        ("public", Viewer.public()),
        ("members", Viewer.members()),
        ("holder", Viewer.holder()),
        ("ESA", Viewer.of("ESA")),
    ],
)
def test_a_viewer_is_named_by_one_word(word: str, viewer: Viewer) -> None:
    assert Viewer.named(word) == viewer
    assert str(viewer) == word


def test_nobody_is_no_viewer() -> None:
    with pytest.raises(UsageError, match="holder, public, members"):
        Viewer.named(" ")
