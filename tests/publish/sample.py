"""A small roadmap, and an assessment with every form of figure, to publish in tests."""

from __future__ import annotations

from typing import Any

from ecliptic.assess import (
    Answer,
    Assessment,
    Basis,
    Column,
    Evidence,
    Figure,
    Finding,
    Missing,
    Provenance,
    Quantity,
    Subject,
    Table,
)
from ecliptic.roadmap import Roadmap, Statement, Viewer
from ecliptic.vocabulary import (
    Allocation,
    AllocationStatus,
    Body,
    Capability,
    Contribution,
    Element,
    Firmness,
    Function,
    Location,
    Mission,
    Objective,
    Organisation,
    OrganisationType,
    Phase,
    PlannedDate,
    Role,
    Strength,
    TaxonomyNode,
    UseCase,
    Visibility,
)
from publish.choices import front, network
from publish.dated import curves, gantt, tornado
from saying import said

PRIVATE_AMOUNT = "37421"


def statements() -> list[Statement]:
    """What three agencies say: every firmness, an unverified statement, a disagreement, a private value."""
    group = Organisation(id="ISECG", name="Coordination Group", type=OrganisationType.GROUP)
    agencies = [
        Organisation(id=i, acronym=i, name=n, country=c, type=OrganisationType.AGENCY, member_of=("ISECG",))
        for i, n, c in (
            ("NASA", "National Aeronautics and Space Administration", "United States of America"),
            ("ESA", "European Space Agency", "Europe"),
            ("JAXA", "Japan Aerospace Exploration Agency", "Japan"),
        )
    ]
    return [
        *(said(record) for record in (group, *agencies)),
        *_architecture(),
        *_missions(),
        *_contributions(),
        said(
            Capability(
                id="CAP-1",
                organisation="JAXA",
                area="SA-T",
                statement="Pinpoint landing",
                strength=Strength.DEMONSTRATED,
            ),
            by="JAXA",
        ),
    ]


def _architecture() -> list[Statement]:
    phase = Phase(id="HLR", name="Human Lunar Return")
    node = TaxonomyNode(id="SA-T", code="T", edition="Sub-architectures", title="Transportation")
    objective = Objective(id="LPS-1", title="Find out how the Moon was formed", phases=("HLR",))
    use_case = UseCase(id="UC-1", title="Bring samples back", objectives=("LPS-1",), phases=("HLR",))
    functions = [
        Function(id=f"FN-T-10{n} L", name=name, sub_architecture="SA-T", phases=("HLR",), use_cases=("UC-1",))
        for n, name in enumerate(("Transport crew", "Land crew", "Dock vehicles", "Store samples"), start=1)
    ]
    elements = [
        Element(id="EM-001", name="Space Launch System", lead="NASA", phases=("HLR",), mass_kg=85_000),
        Element(id="EM-002", name="Orion", lead="NASA", partners=("ESA",), phases=("HLR",)),
    ]
    pairs = [(1, "EM-001"), (1, "EM-002"), (2, "EM-002"), (4, "EM-002")]
    allocations = [
        Allocation(id=f"HLR:FN-T-10{n} L:{e}", function=f"FN-T-10{n} L", phase="HLR", element=e)
        for n, e in pairs
    ]
    marks = [
        Allocation(
            id=f"HLR:FN-T-10{n} L:unallocated",
            function=f"FN-T-10{n} L",
            phase="HLR",
            status=AllocationStatus.UNALLOCATED,
        )
        for n in (3, 4)
    ]
    source = ("ADD Rev C, https://example.org/add?rev=c&page=1",)
    records = [phase, node, objective, use_case, *functions, *elements, *allocations, *marks]
    other = Element(id="EM-001", name="Space Launch System", lead="NASA", mass_kg=90_000)
    return [
        *(said(record, sources=source) for record in records),
        said(other, by="ESA", on="2025-02-01", sources=("A brochure",)),
    ]


def _missions() -> list[Statement]:
    places = [
        Location(id="moon", name="Moon", body=Body.MOON),
        Location(id="mars", name="Mars", body=Body.MARS),
    ]
    plans = [
        ("M1", "Artemis II", "NASA", "moon", "2026-04-01", Firmness.FACT, False),
        ("M2", "Argonaut 1", "ESA", "moon", "2031", Firmness.APPROVED, False),
        ("M3", "Martian Moons Explorer", "JAXA", "mars", "NET 2026-10", Firmness.PLANNED, True),
        ("M4", "Cargo lander", "ESA", "moon", None, Firmness.CONCEPT, False),
        ("M5", "Old orbiter", "NASA", "moon", "2009-06-18", Firmness.FACT, False),
        ("M6", "A company's lander", None, None, "NLT 2028", None, False),
    ]
    missions = [
        said(
            Mission(
                id=i, name=n, lead=lead, destination=to, launch=PlannedDate.parse(when) if when else None
            ),
            by=lead or "NASA",
            firmness=firm,
            unverified=unverified,
        )
        for i, n, lead, to, when, firm, unverified in plans
    ]
    return [*(said(place) for place in places), *missions]


def _contributions() -> list[Statement]:
    what: list[tuple[str, str, Role, Firmness, dict[str, Any]]] = [
        ("C1", "NASA", Role.LEAD, Firmness.FACT, {}),
        ("C2", "ESA", Role.PARTNER, Firmness.APPROVED, {"start": PlannedDate.parse("2022")}),
        ("C3", "JAXA", Role.STUDY, Firmness.CONSIDERED, {"budget_amount": float(PRIVATE_AMOUNT)}),
        ("C4", "JAXA", Role.INTEREST, Firmness.INTEREST, {"title": "Interest in docking"}),
    ]
    return [
        said(
            Contribution(id=i, organisation=who, role=role, target_kind="element", target="EM-002", **more),
            by=who,
            firmness=firmness,
            narrowed={"budget_amount": Visibility.PRIVATE} if "budget_amount" in more else {},
        )
        for i, who, role, firmness, more in what
    ]


def roadmap(viewer: Viewer | None = None) -> Roadmap:
    """The sample as a roadmap."""
    return Roadmap(statements(), viewer=viewer)


def entry(identifier: str, label: str, kind: str | None = None, group: str | None = None) -> dict[str, Any]:
    """A row, column, lane or bar."""
    return {"id": identifier, "label": label, "kind": kind, "group": group}


def figures(label: str = "Orion") -> dict[str, Figure]:
    """A figure of each form, in which `label` is the name of something."""
    legend = [{"value": f.value, "label": f"{f.value}: {f.meaning}"} for f in Firmness]
    legend.append({"value": "unknown", "label": "firmness not stated"})
    rows = [entry("FN-T-101 L", label, "function", "Transportation"), entry("x", "No record", None, "Others")]
    columns = [entry("EM-002", label, "element"), entry("EM-009", "Nobody's", "element")]
    data: dict[str, dict[str, Any]] = {
        "matrix": {
            "rows": rows,
            "columns": columns,
            "legend": legend,
            "row_title": "Function",
            "column_title": "Element",
            "cells": [
                {
                    "row": 0,
                    "column": 0,
                    "value": "approved",
                    "label": f"{label} provides it",
                    "unverified": True,
                },
                {"row": 0, "column": 1, "value": "interest", "label": "interest only", "text": "12"},
            ],
        },
        "heatmap": {
            "rows": rows,
            "columns": columns,
            "low": 0,
            "high": 9,
            "row_title": "Function",
            "column_title": "Element",
            "cells": [
                {"row": 0, "column": 0, "value": 9, "label": f"{label}: 9"},
                {"row": 0, "column": 1, "value": None, "label": "unknown"},
                {"row": 1, "column": 1, "value": 0, "label": "none", "unverified": True},
            ],
        },
        "flow": {
            "layers": ["Objectives", "Functions", "Elements"],
            "nodes": [
                {"id": "o", "label": label, "layer": 0, "value": 2, "kind": "objective", "record": "LPS-1"},
                {"id": "f", "label": "Functions", "layer": 1, "value": 3, "kind": None, "record": None},
                {"id": "e", "label": "Orion", "layer": 2, "value": 1, "kind": "element", "record": "EM-002"},
            ],
            "links": [
                {"source": "o", "target": "f", "value": 2, "label": label, "category": "demand"},
                {"source": "f", "target": "e", "value": 1, "label": "provides"},
            ],
            "legend": [{"value": "demand", "label": "rests on"}],
        },
        "timeline": {
            "lanes": [entry("NASA", label, "organisation", "Moon"), entry("?", "no lead", None, "Mars")],
            "bars": [
                {
                    "lane": lane,
                    "kind": "mission",
                    "id": f"M{n}",
                    "label": label,
                    "start": start,
                    "end": end,
                    "text": "as said",
                    "firmness": firmness,
                    "unverified": n == 3,
                }
                for n, (lane, start, end, firmness) in enumerate(
                    [
                        (0, "2026-04-01", "2026-04-01", "fact"),
                        (0, "2031-01-01", "2031-12-31", "approved"),
                        (1, "2026-10-01", None, "planned"),
                        (1, None, "2028-12-31", "unknown"),
                        (1, None, None, "concept"),
                    ],
                    start=1,
                )
            ],
            "legend": legend,
        },
        "bars": {
            "bars": [
                {
                    **entry("HLR", label, "phase", "Moon"),
                    "segments": [
                        {"category": "several providers", "value": 20, "label": "20 functions"},
                        {"category": "single provider", "value": 36, "label": "36 functions"},
                    ],
                },
                {
                    **entry("HTM", "Mars", None, "Mars"),
                    "segments": [{"category": "single provider", "value": None, "label": "unknown"}],
                },
            ],
            "legend": [
                {"value": "several providers", "label": "several"},
                {"value": "single provider", "label": "one"},
            ],
            "bar_title": "Phase",
            "value_title": "Functions",
        },
        "network": network(label),
        "front": front(label),
        "curves": curves(label),
        "gantt": gantt(label),
        "tornado": tornado(label),
    }
    return {
        form: Figure(
            form, form, f"A {form} of {label}", "What it shows.", f"Said by {label}.", content, "functions"
        )  # type: ignore[arg-type] # each key is a form
        for form, content in data.items()
    }


def table(label: str = "Orion") -> Table:
    """A table with a column of each type."""
    columns = (
        Column("function", "Function", kind="function"),
        Column("name", "What it is called"),
        Column("mass", "Mass", "number", "kg"),
        Column("count", "How many", "integer", "elements"),
        Column("marked", "Whether it is marked", "boolean"),
        Column("firmness", "How firm it is"),
    )
    rows = (
        ("FN-T-101 L; FN-T-102 L", label, 12.5, 3, True, "approved"),
        (None, None, None, None, None, None),
    )
    return Table("things", f"Things of {label}", columns, rows)


def assessment(of: Roadmap, label: str = "Orion", *, tables: tuple[Table, ...] | None = None) -> Assessment:
    """An answer to a question that no part of the program knows, as a plug-in would give it."""
    subject = Subject("function", "FN-T-101 L")
    evidence = (Evidence("element", "EM-002", "NASA", 1),)
    findings = tuple(
        Finding(
            "weather",
            f"storm-{severity}",
            (subject, Subject("mission", f"M{n}")),
            severity,  # type: ignore[arg-type] # one of the severities
            f"A storm is {severity} for {label}.",
            (Quantity("wind", None if n == 4 else 10 * n, "m/s"),),
            evidence,
            unverified=n == 2,
        )
        for n, severity in enumerate(("high", "medium", "low", "information"), start=1)
    )
    answer = Answer(
        findings=findings,
        tables=(table(label),) if tables is None else tables,
        basis=Basis(20, 3),
        figures=tuple(figures(label).values()),
        ground_rules=(f"Rule of {label}",),
        assumptions=("The sky is above.",),
        missing=(Missing("winds", 2, "left out"),),
    )
    provenance = Provenance(
        "weather", of, {"limit": 2.0, "site": label, "strict": False, "none": None}, "1.0"
    )
    return Assessment("Weather", "What will the weather be?", answer, provenance)
