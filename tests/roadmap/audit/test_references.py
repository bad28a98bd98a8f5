"""References that lead nowhere, and references that lead back."""

from __future__ import annotations

import pytest

from ecliptic.roadmap import AuditFinding, Roadmap, Statement, audit
from ecliptic.vocabulary import (
    Contribution,
    Element,
    Function,
    Goal,
    Mission,
    Organisation,
    OrganisationType,
    Phase,
    Role,
)
from saying import said

NASA = said(Organisation(id="NASA", name="NASA", type=OrganisationType.AGENCY))


def found(check: str, *statements: Statement) -> tuple[AuditFinding, ...]:
    return audit(Roadmap.build([NASA, *statements])).of_check(check)


def test_a_reference_to_nothing_names_field_target_and_publisher() -> None:
    (finding,) = found("dangling-reference", said(Element(id="EM-1", name="Lander", lead="XYZ")))
    assert (finding.kind, finding.id, finding.publisher) == ("element", "EM-1", "NASA")
    assert (finding.field, finding.value) == ("lead", "XYZ")
    assert finding.others == (("organisation", "XYZ"),)
    assert finding.suggestions == ()
    assert finding.sentence == (
        "Element EM-1 (Lander) refers in lead to organisation XYZ, which nobody states."
    )


def test_each_value_of_a_list_is_followed() -> None:
    findings = found("dangling-reference", said(Element(id="E", name="x", partners=("NASA", "ESA", "JAXA"))))
    assert [finding.value for finding in findings] == ["ESA", "JAXA"]


def test_what_is_withdrawn_is_told_from_what_was_never_stated() -> None:
    gone = said(Phase(id="HLR", name="Human Lunar Return"), withdrawn=True)
    (finding,) = found("dangling-reference", gone, said(Element(id="E", name="x", phases=("HLR",))))
    assert "which is withdrawn" in finding.sentence


def test_the_references_of_a_statement_that_was_not_taken_are_checked_too() -> None:
    taken = said(Element(id="E", name="Lander", lead="NASA"))
    loser = said(Element(id="E", name="Lander", lead="NASA", location="nowhere"), by="ESA")
    (finding,) = found("dangling-reference", taken, loser)
    assert finding.publisher == "ESA"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("FN-T-101L", "FN-T-101 L"),
        ("fn-t-101 l", "FN-T-101 L"),
        ("FN-T-101 LL", "FN-T-101 L"),
        ("Transport crew", "FN-T-101 L"),
        ("the transport of crew", None),
        ("FN-T-0101 L", "FN-T-101 L"),
        ("FN-T-102 L", None),
        ("FN-T-10.1 L", None),
    ],
)
def test_what_was_meant_is_suggested_and_another_number_is_not(written: str, meant: str | None) -> None:
    function = said(Function(id="FN-T-101 L", name="Transport crew"))
    claim = Contribution(id="C", organisation="NASA", role=Role.LEAD, target_kind="function", target=written)
    (finding,) = found("dangling-reference", function, said(claim))
    assert finding.suggestions == ((meant,) if meant else ())
    assert finding.field == "target"


def test_another_name_of_a_phase_suggests_the_phase() -> None:
    phase = said(Phase(id="HLR", name="Human Lunar Return", also_known_as=("M2M-S1",)))
    (finding,) = found("dangling-reference", phase, said(Element(id="E", name="x", phases=("M2M-S1",))))
    assert finding.suggestions == ("HLR",)
    assert finding.sentence.endswith("Perhaps HLR is meant.")


def test_a_kind_that_does_not_exist_is_told_with_those_that_do() -> None:
    def claim(kind: str) -> Statement:
        return said(Contribution(id="C", organisation="NASA", role=Role.LEAD, target_kind=kind, target="x"))

    (finding,) = found("unknown-kind", claim("Elements"))
    assert finding.suggestions == ("element",)
    assert "technology-gap" in finding.sentence
    assert found("unknown-kind", claim("element")) == ()
    assert found("dangling-reference", claim("Elements")) == ()


def test_a_publisher_that_nobody_describes_is_told_once() -> None:
    statements = [said(Element(id=f"EM-{n}", name=f"Element {n}"), by="ESA") for n in range(3)]
    (finding,) = found("unknown-publisher", *statements)
    assert (finding.kind, finding.id) == ("organisation", "ESA")
    assert "3 statements" in finding.sentence


def test_a_parent_that_leads_back_is_a_cycle() -> None:
    goals = [
        said(Goal(id=identifier, title=identifier, parent=parent))
        for identifier, parent in [("c", "a"), ("a", "b"), ("b", "c"), ("d", "a"), ("e", None), ("f", "f")]
    ]
    first, second = found("cycle", *goals)
    assert (first.id, first.field, first.value) == ("a", "parent", "a → b → c → a")
    assert first.others == (("goal", "b"), ("goal", "c"))
    assert (second.id, second.value) == ("f", "f → f")


def test_phases_may_neither_follow_nor_include_themselves() -> None:
    def phase(identifier: str, follows: str | None = None, includes: tuple[str, ...] = ()) -> Statement:
        return said(Phase(id=identifier, name=identifier, follows=follows, includes=includes))

    assert [f.value for f in found("cycle", phase("A", follows="B"), phase("B", follows="A"))] == [
        "A → B → A"
    ]
    both = phase("A", includes=("B", "C")), phase("B", includes=("C",)), phase("C")
    assert found("cycle", *both) == ()
    (finding,) = found("cycle", phase("A", includes=("B", "C")), phase("B"), phase("C", includes=("A",)))
    assert (finding.field, finding.value) == ("includes", "A → C → A")


def test_a_chain_longer_than_the_stack_is_walked() -> None:
    chain = [said(Goal(id=f"{n:05}", title=str(n), parent=f"{n + 1:05}")) for n in range(5000)]
    closed = [*chain, said(Goal(id="05000", title="end", parent="00000"))]
    assert found("cycle", *chain) == ()
    (finding,) = found("cycle", *closed)
    assert finding.id == "00000"


def test_many_wrong_references_are_guessed_in_time() -> None:
    """Suggestions are looked up, not sought among all: 2,000 wrong ones among 2,000 in a moment."""
    missions = [said(Mission(id=f"MSN-{n}", name=f"Mission {n}")) for n in range(2000)]
    wrong = [
        said(
            Contribution(
                id=f"C-{n}", organisation="NASA", role=Role.LEAD, target_kind="mission", target=f"msn{n}x"
            )
        )
        for n in range(2000)
    ]
    findings = found("dangling-reference", *missions, *wrong)
    assert len(findings) == 2000
    assert findings[0].suggestions == ("MSN-0",)
