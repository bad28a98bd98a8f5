"""Agencies, topics and needs that nobody has, to match in tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ecliptic.assess.assessment import Subject
from ecliptic.assess.partnership.needs import Need, Want
from ecliptic.roadmap import Statement
from ecliptic.vocabulary import (
    Capability,
    Contribution,
    Crosswalk,
    Organisation,
    OrganisationType,
    PlannedDate,
    Role,
    Strength,
    TaxonomyNode,
)
from saying import said


def agency(identifier: str, **fields: Any) -> Statement:
    return said(
        Organisation(**{"id": identifier, "name": identifier, "type": OrganisationType.AGENCY} | fields)
    )


def topic(identifier: str, parent: str | None = None, *, edition: str = "One", title: str = "") -> Statement:
    code = identifier.rpartition("/")[2]
    return said(
        TaxonomyNode(id=identifier, code=code, title=title or f"Topic {code}", edition=edition, parent=parent)
    )


def crosswalk(one: str, other: str, scope: str | None = "all") -> Statement:
    return said(Crosswalk(id=f"{one} to {other}", source_node=one, target_node=other, scope=scope))


def can(
    organisation: str,
    area: str,
    strength: Strength = Strength.DEMONSTRATED,
    evidence: str | None = "flown",
    **said_so: Any,
) -> Statement:
    return said(
        Capability(
            id=f"can {organisation} {area} {strength}",
            organisation=organisation,
            area=area,
            statement=f"Does {area}",
            evidence=evidence,
            strength=strength,
        ),
        organisation,
        **said_so,
    )


def works(organisation: str, kind: str, target: str, role: Role = Role.LEAD, **more: Any) -> Statement:
    """A contribution; what is not one of its fields goes into the envelope."""
    fields = {k: v for k, v in more.items() if k in Contribution.model_fields}
    for name in ("start", "end"):
        if name in fields:
            fields[name] = PlannedDate.parse(fields[name])
    record = Contribution(
        id=f"{organisation} {role} {kind} {target}",
        organisation=organisation,
        role=role,
        target_kind=kind,
        target=target,
        **fields,
    )
    return said(record, organisation, **{k: v for k, v in more.items() if k not in fields})


def need(
    identifier: str, *topics: str, kind: str = "function", wants: Sequence[Want] = (), **more: Any
) -> Need:
    return Need(Subject(kind, identifier), identifier, tuple(wants) or (Want.NOBODY,), topics=topics, **more)
