"""A few statements to write, spoil and read in the tests of the file formats."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ecliptic.errors import Problem
from ecliptic.roadmap import Envelope, Statement
from ecliptic.share import Reading
from ecliptic.vocabulary import Element, Firmness, Mission, Organisation, OrganisationType, PlannedDate

STATED = datetime(2024, 12, 2, tzinfo=UTC)
NASA = Envelope(publisher="NASA", stated_at=STATED, sources=("ADD Rev B",), firmness=Firmness.PLANNED)

STATEMENTS = (
    Statement(Organisation(id="NASA", name="NASA", type=OrganisationType.AGENCY), NASA),
    Statement(
        Element(
            id="EM-001",
            name="Space Launch System",
            lead="NASA",
            partners=("ESA", "JAXA"),
            mass_kg=85_000.5,
            crew=0,
            first_use=PlannedDate.parse("2022-11"),
        ),
        NASA,
    ),
    Statement(Element(id="EM-002", name='Orion, the "capsule"', description="Holds\npeople; four"), NASA),
    Statement(Mission(id="A3", name="Artemis III", lead="NASA", launch=PlannedDate.parse("NET 2027")), NASA),
)


def csv_package(folder: Path, **files: str | bytes) -> Path:
    """A package with these CSV files by the name of their kind, _ for -."""
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, content in files.items():
        path = f"{name.replace('_', '-')}.csv"
        (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)
        resources.append(f'{{"name": "{path[:-4]}", "path": "{path}"}}')
    (folder / "datapackage.json").write_text(
        f'{{"name": "plans", "resources": [{", ".join(resources)}]}}', encoding="utf-8"
    )
    return folder


def lines(problems: tuple[Problem, ...] | Reading) -> list[str]:
    """Problems as people read them."""
    found = problems.problems if isinstance(problems, Reading) else problems
    return [str(problem) for problem in found]
