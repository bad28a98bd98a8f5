"""A new store filled with the reference roadmap, and the organisations that take part in it."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.db import transaction

from ecliptic import reference
from ecliptic.server.audit.log import Doer
from ecliptic.server.members.models import MemberOrganisation, Standing
from ecliptic.server.statements.editions import make_edition
from ecliptic.server.statements.models import Ledger, Means, Submission
from ecliptic.server.statements.picture import PICTURE
from ecliptic.server.statements.store import Act, proposals_as_stated, state
from ecliptic.vocabulary import Organisation, OrganisationType

# Editions that the reference roadmap holds: publishers, and the day by which they had stated it.
_EDITIONS = (
    (
        "nasa-add-rev-b",
        "NASA Architecture Definition, 2024 edition",
        ["NASA"],
        datetime(2024, 12, 31, tzinfo=UTC),
    ),
    (
        "nasa-add-rev-c",
        "NASA Architecture Definition, 2025 edition",
        ["NASA"],
        datetime(2025, 12, 31, tzinfo=UTC),
    ),
)


def load_reference(at: datetime) -> Submission | None:
    """Fill an empty store with the reference roadmap, its editions and its members; else None."""
    with transaction.atomic():
        if Ledger.objects.filter(revision__gt=0).exists():
            return None
        statements = sorted(reference.statements(), key=lambda s: s.version)
        act = Act(
            Doer(name="reference roadmap"),
            Means.REFERENCE,
            "the reference roadmap that ships with the program",
        )
        submission = state(proposals_as_stated(statements), act, at=at)
        _admit_members()
        for slug, title, publishers, day in _EDITIONS:
            last = datetime.combine(day.date(), time.max, tzinfo=UTC)
            make_edition(slug, title, act.doer, as_of=last, publishers=publishers, at=at)
    return submission


def _admit_members() -> None:
    agencies = [
        organisation
        for organisation in PICTURE.whole().records(Organisation).values()
        if organisation.member_of
        and organisation.type is not OrganisationType.GROUP
        and organisation.left is None
    ]
    MemberOrganisation.objects.bulk_create(
        [
            MemberOrganisation(identifier=agency.id, name=agency.label, standing=Standing.MEMBER)
            for agency in agencies
        ],
        ignore_conflicts=True,
    )
