"""Editions: named sets of statements that stay as they are, each with its digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ecliptic.errors import UsageError
from ecliptic.roadmap import Viewer
from ecliptic.server.audit.log import Doer, record
from ecliptic.server.statements.models import Edition
from ecliptic.server.statements.picture import PICTURE, view_for


def make_edition(
    slug: str,
    title: str,
    doer: Doer,
    *,
    as_of: datetime,
    at: datetime,
    publishers: Sequence[str] = (),
) -> Edition:
    """Freeze what has been stated by an instant, of all publishers or of some, under a name.

    Raises UsageError where the name is taken.
    """
    with transaction.atomic():
        if Edition.objects.filter(slug=slug).exists():
            message = (
                f"There is an edition {slug!r} already. Choose another name: editions are never changed."
            )
            raise UsageError(message)
        edition = Edition(
            slug=slug,
            title=title,
            revision=PICTURE.revision(),
            as_of=as_of,
            publishers=sorted(publishers),
            count=0,
            digest="",
            made_at=at,
            made_by=doer.name,
        )
        roadmap = view_for(Viewer.holder(), edition=edition).roadmap
        edition.count, edition.digest = sum(1 for _ in roadmap.statements), roadmap.digest
        edition.save(force_insert=True)
        record("edition.made", doer, slug, {"count": edition.count, "digest": edition.digest}, at=at)
    return edition


def is_unchanged(edition: Edition) -> bool:
    """Whether an edition still gives the digest that it was made with."""
    return view_for(Viewer.holder(), edition=edition).roadmap.digest == edition.digest
