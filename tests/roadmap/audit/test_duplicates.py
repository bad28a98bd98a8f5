"""One thing under two identifiers."""

from __future__ import annotations

from typing import Any

from ecliptic.roadmap import AuditFinding, Roadmap, Statement, audit
from ecliptic.vocabulary import (
    Body,
    Element,
    Function,
    Location,
    Mission,
    Organisation,
    Publication,
    TaxonomyNode,
    Technology,
)
from saying import said


def found(check: str, *statements: Statement) -> tuple[AuditFinding, ...]:
    return audit(Roadmap.build(statements)).of_check(check)


def element(identifier: str, name: str, **fields: Any) -> Statement:
    return said(Element(id=identifier, name=name, **fields))


def mission(identifier: str, name: str, **fields: Any) -> Statement:
    return said(Mission.model_validate({"id": identifier, "name": name, **fields}))


def test_things_of_one_kind_with_the_same_name_are_told_together() -> None:
    (finding,) = found(
        "same-name", element("EM-2", "Gateway"), element("EM-1", "The Gateway"), element("EM-3", "GATEWAY")
    )
    assert finding.subject == ("element", "EM-1")
    assert finding.others == (("element", "EM-2"), ("element", "EM-3"))
    assert "are called the same" in finding.sentence
    assert found("same-name", element("EM-1", "Gateway"), mission("M-1", "Gateway")) == ()


def test_spellings_of_one_name_are_similar_and_not_the_same() -> None:
    two = element("EM-1", "Initial Surface Habitat"), element("EM-2", "Initial Surface Habitation")
    assert found("same-name", *two) == ()
    (finding,) = found("similar-name", *two)
    assert finding.others == (("element", "EM-2"),)


def test_what_else_is_known_tells_things_apart() -> None:
    ours, theirs = element("E-1", "Lander", lead="ESA"), element("E-2", "Lander", lead="JAXA")
    assert found("same-name", ours, theirs) == ()
    assert len(found("same-name", ours, element("E-3", "Lander"))) == 1
    editions = [
        said(TaxonomyNode(id=f"{edition}/1", code="1", edition=edition, title="Propulsion"))
        for edition in ("2015", "2020")
    ]
    assert found("same-name", *editions) == ()
    reports = [
        said(Publication.model_validate({"id": year, "title": "Annual Report", "published": year}))
        for year in ("2020", "2021")
    ]
    assert found("same-name", *reports) == ()


def test_things_that_refer_to_each_other_are_known_to_be_two() -> None:
    common = element("EM-015", "Pressurised Rover")
    assert found("same-name", common, element("EL-PR", "Pressurised rover", realises="EM-015")) == ()
    moon = said(Location(id="moon", name="Moon", body=Body.MOON))
    assert (
        found("same-name", moon, said(Location(id="luna", name="Moon", body=Body.MOON, parent="moon"))) == ()
    )


def test_the_same_function_on_the_moon_and_on_mars_is_two() -> None:
    def function(identifier: str, *phases: str) -> Statement:
        return said(Function(id=identifier, name="Transport crew", phases=phases))

    assert found("same-name", function("FN-1 L", "HLR", "FE+"), function("FN-1 M", "HTM")) == ()
    assert len(found("same-name", function("FN-1 L", "HLR", "FE+"), function("FN-2 L", "FE+"))) == 1


def test_organisations_are_known_by_all_their_names() -> None:
    def organisation(identifier: str, name: str, **fields: Any) -> Statement:
        return said(Organisation.model_validate({"id": identifier, "name": name, "type": "agency", **fields}))

    old = organisation("UKSA", "UK Space Agency", former_names=("British National Space Centre",))
    new = organisation("BNSC", "British National Space Centre")
    assert len(found("same-name", old, new)) == 1
    own = organisation("ASI", "Agenzia Spaziale Italiana", english_name="Italian Space Agency")
    other = organisation("ISA", "Italian Space Agency")
    assert len(found("same-name", own, other)) == 1
    assert found("same-name", own, organisation("CSA", "Canadian Space Agency")) == ()
    apart = organisation("ASI-2", "Italian Space Agency", country_code="XX")
    assert found("same-name", organisation("ISA", "Italian Space Agency", country_code="IT"), apart) == ()


def test_identifiers_that_differ_in_case_or_separator_are_told() -> None:
    (finding,) = found(
        "same-identifier",
        said(Technology(id="TECH-1", name="Ion drive")),
        said(Technology(id="tech_1", name="Sail")),
        said(Technology(id="TECH-11", name="Laser")),
    )
    assert {finding.id, finding.others[0].id} == {"TECH-1", "tech_1"}


LUPEX = mission("JX-5", "LUPEX", lead="JAXA", destination="south-pole", launch="2028")


def test_one_mission_told_by_two_agencies_is_found() -> None:
    theirs = mission(
        "IN-9", "Chandrayaan-5 / LUPEX", lead="ISRO", destination="south-pole", launch="NET 2028"
    )
    (finding,) = found("mission-twins", LUPEX, theirs)
    assert {finding.id, *(other.id for other in finding.others)} == {"JX-5", "IN-9"}


def test_missions_elsewhere_or_at_another_time_or_of_another_number_are_no_twins() -> None:
    def twins(name: str, **fields: Any) -> int:
        return len(found("mission-twins", LUPEX, mission("X", name, **fields)))

    there: dict[str, Any] = {"destination": "south-pole", "launch": "2028"}
    assert twins("LUPEX precursor", **there) == 1
    assert twins("LUPEX precursor", **{**there, "destination": "phobos"}) == 0
    assert twins("LUPEX precursor", **{**there, "launch": "2035"}) == 0
    assert twins("LUPEX precursor", destination="south-pole") == 0
    assert twins("Lunar polar rover", **there) == 0
    artemis = [mission(f"A-{n}", f"Artemis {n}", **there) for n in ("III", "IV")]
    assert found("mission-twins", *artemis) == ()


def test_a_thousand_things_of_one_name_are_one_finding() -> None:
    things = [element(f"E-{n:04}", "Lander") for n in range(1000)]
    (finding,) = found("same-name", *things)
    assert len(finding.others) == 999
