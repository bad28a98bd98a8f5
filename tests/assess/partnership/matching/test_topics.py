"""How near topics are: explained by statements, symmetric, and without cheap ways round."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ecliptic as ec
from ecliptic.assess.partnership.matching.topics import Hop, Lengths, Scope, Topics, scope_of
from ecliptic.roadmap import Roadmap, Statement
from ecliptic.vocabulary import Crosswalk, TaxonomyNode
from invented_agencies import crosswalk, topic
from saying import said

TREE = [
    topic("1/A"),
    topic("1/A.1", "1/A"),
    topic("1/A.2", "1/A"),
    topic("1/A.1.1", "1/A.1"),
    topic("1/A.1.2", "1/A.1"),
    topic("1/B"),
    topic("1/B.1", "1/B"),
]
OTHER = [topic("2/P", edition="Two"), topic("2/Q", edition="Two"), topic("2/Q.1", "2/Q", edition="Two")]
LONE = topic("3/Z", edition="Three")


def topics(*more: Statement) -> Topics:
    return Topics(Roadmap([*TREE, *OTHER, LONE, *more]))


@pytest.fixture(scope="module")
def reference() -> Topics:
    return Topics(ec.reference())


def test_a_topic_is_nearest_itself_and_a_topic_that_nobody_states_is_unknown() -> None:
    found = topics()
    assert found.distance("1/A.1", "1/A.1") == 0
    assert found.proximity("1/A.1", "1/A.1") == 1
    assert found.path("1/A.1", "1/A.1") == ()
    assert found.proximity("1/A.1", "1/none") is None
    assert found.path("1/none", "1/none") is None


def test_up_to_the_top_and_down_again_is_far() -> None:
    found = topics()
    assert found.distance("1/A.1.1", "1/A.1.2") == 1.5
    assert found.distance("1/A.1", "1/A.2") == 3.0
    assert found.proximity("1/A.1.1", "1/A.2") == 0  # 0.75 + 1.5 + 1.5 is beyond what is near at all
    assert found.proximity("1/A.1", "1/B.1") == 0


def test_unknown_and_unrelated_are_told_apart() -> None:
    assert topics().proximity("1/A", "2/P") is None
    linked = topics(crosswalk("1/B", "2/Q"))
    assert linked.proximity("1/A", "2/P") == 0
    assert linked.distance("1/A", "2/P") == math.inf
    assert linked.proximity("1/A", "3/Z") is None


def test_the_less_of_a_topic_goes_over_the_farther_it_is() -> None:
    scopes = ("all", "most", None, "part")
    distances = [topics(crosswalk("1/A.1", "2/P", s)).distance("1/A.1", "2/P") or 0.0 for s in scopes]
    assert distances == sorted(distances)
    assert len(set(distances)) == 4


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        # Words of the crosswalk of 2015 to 2020 in the reference roadmap.
        ("all", Scope.ALL),
        ("most", Scope.MOST),
        ("all but cryogenic storage", Scope.MOST),
        ("part", Scope.PART),
        ("dissolved: propulsion", Scope.PART),
        ("solids", Scope.PART),
        (None, Scope.UNSTATED),
    ],
)
def test_words_of_crosswalks_are_understood(words: str | None, scope: Scope) -> None:
    assert scope_of(words) is scope


def test_no_way_returns_to_an_edition_that_it_left() -> None:
    # Parts of two topics of the one edition lie in one topic of the other; that makes them no nearer.
    found = topics(crosswalk("1/A.1", "2/P", "part"), crosswalk("1/B.1", "2/P", "part"))
    assert found.proximity("1/A.1", "2/P") == 0.5
    assert found.proximity("1/A.1", "1/B.1") == 0


def test_a_topic_with_the_same_code_and_title_in_another_edition_is_the_same() -> None:
    twin = topic("2/A.1", edition="Two", title="topic a.1")
    found = topics(twin)
    assert found.proximity("1/A.1", "2/A.1") == 1
    (step,) = found.path("1/A.1", "2/A.1") or ()
    assert step.hop is Hop.SAME
    assert [s.id for s in step.statements] == ["1/A.1", "2/A.1"]


def test_the_way_is_told_by_the_statements_it_rests_on() -> None:
    found = topics(crosswalk("1/A.1", "2/Q.1", "most"))
    link = found.link("2/Q.1", "1/A.1.1")
    assert link is not None
    assert [step.hop for step in link.way] == [Hop.CROSSWALK, Hop.NARROWER]
    assert [s.id for s in link.statements] == ["1/A.1 to 2/Q.1", "1/A.1.1"]
    assert link.proximity == 2.0**-1.25


def test_crosswalks_take_a_topic_apart_and_a_circle_of_topics_ends() -> None:
    found = topics(crosswalk("1/A", "2/P", "part"), crosswalk("1/A", "2/Q", "all"))
    assert found.parts("1/A") == {"2/P": 0.5, "2/Q": 2.0**-0.25}
    assert found.parts("2/P") == {"2/P": 1.0}
    circle = Topics(Roadmap([topic("c/1", "c/2"), topic("c/2", "c/1")]))
    assert circle.within("c/1", "c/9") is False
    assert circle.distance("c/1", "c/2") is not None


# --- the reference crosswalk ---


def test_every_sub_architecture_and_group_is_connected_with_the_taxonomy_of_2020(reference: Topics) -> None:
    nodes = ec.reference().records(TaxonomyNode)
    ours = [i for i, n in nodes.items() if n.edition == "NASA sub-architectures"]
    assert len(ours) == 56
    for one in ours:
        near = [
            i
            for i, n in nodes.items()
            if n.edition == "NASA 2020" and (reference.proximity(one, i) or 0) >= 0.5
        ]
        assert near, one


def test_the_reference_crosswalk_is_marked_as_derived_and_points_at_topics() -> None:
    roadmap = ec.reference()
    nodes = roadmap.records(TaxonomyNode)
    made = {i: s for i, s in roadmap.taken(Crosswalk.kind).items() if i.startswith(("SA-", "2024/"))}
    assert len(made) == 158
    for statement in made.values():
        record = statement.record
        assert isinstance(record, Crosswalk)
        assert record.source_node in nodes
        assert record.target_node in nodes
        assert record.scope in ("all", "most", "part")
        assert statement.unverified
        assert statement.envelope.sources[0] == "derived here by matching titles and scope"


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("SA-C-200", "2020/TX05.4", 0.7, 1),  # navigation
        ("SA-P-100", "2020/TX03.1", 0.8, 1),  # power generation
        ("SA-P-300", "2020/TX03.1", 0, 0.2),  # distribution is not generation
        ("2024/TX07.1", "2020/TX07.1", 0.8, 1),  # renamed
        ("2024/TX03", "2020/TX03", 1, 1),  # the same in both
        ("2024/TX07.1.3", "SA-I-100", 0.5, 1),  # a project's topic and a need's
        ("SA-A", "SA-H", 0, 0),
        ("2020/TX06.1", "2020/TX12.2", 0, 0),  # both in habitation in part, and no nearer for that
    ],
)
def test_topics_of_the_reference_are_as_near_as_one_would_say(
    reference: Topics, one: str, other: str, least: float, most: float
) -> None:
    proximity = reference.proximity(one, other)
    assert proximity is not None
    assert least <= proximity <= most


IDS = st.integers(0, 7)


@settings(max_examples=60, deadline=None)
@given(
    parents=st.lists(st.integers(0, 7), min_size=8, max_size=8),
    editions=st.lists(st.sampled_from("XYZ"), min_size=8, max_size=8),
    links=st.lists(st.tuples(IDS, IDS, st.sampled_from(["all", "most", "part", None])), max_size=8),
    lengths=st.sampled_from([Lengths(), Lengths(part=0.1, to_top=0.3, in_tree=0.7, farthest=2.2)]),
)
def test_proximity_is_symmetric_and_every_way_holds_together(
    parents: list[int], editions: list[str], links: list[tuple[int, int, str | None]], lengths: Lengths
) -> None:
    names = [f"{editions[i]}/{i}" for i in range(8)]
    statements = []
    for i, name in enumerate(names):
        above = names[parents[i]] if editions[parents[i]] == editions[i] and parents[i] != i else None
        statements.append(topic(name, above, edition=editions[i]))
    for n, (source, target, scope) in enumerate(links):
        record = Crosswalk(id=f"x{n}", source_node=names[source], target_node=names[target], scope=scope)
        statements.append(said(record))
    found = Topics(Roadmap(statements), lengths)
    for one in names:
        for other in names:
            proximity, way = found.proximity(one, other), found.path(one, other)
            assert proximity == found.proximity(other, one)
            assert (way is None) == (not proximity)
            if way:
                assert way[0].origin == one
                assert way[-1].target == other
                assert all(before.target == after.origin for before, after in pairwise(way))
                assert found.distance(one, other) == pytest.approx(sum(step.length for step in way))
                assert all(step.statements for step in way)
                visited = [one.split("/")[0], *(step.target.split("/")[0] for step in way)]
                entered = [a for a, b in pairwise([*visited, ""]) if a != b]
                assert len(entered) == len(set(entered))
