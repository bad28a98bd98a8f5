"""Plans of uploads against the store: as it is now, or as it was when somebody looked at the preview."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from threading import Lock
from uuid import UUID

from ecliptic.roadmap import Roadmap, Statement
from ecliptic.server.sharing.models import Upload
from ecliptic.server.sharing.preview import Plan, Wishes, plan
from ecliptic.server.sharing.reading import reading_of
from ecliptic.server.statements.models import StoredStatement
from ecliptic.server.statements.picture import PICTURE
from ecliptic.share import Reading

_KEPT = 3
_keeping = Lock()
_kept: OrderedDict[tuple[UUID, int, Wishes], Plan] = OrderedDict()


def plan_of(
    statements: Reading | Iterable[Statement],
    organisation: str,
    *,
    at: datetime,
    wishes: Wishes,
    seen: int | None = None,
) -> Plan:
    """What statements would change in the store, as it was at the revision that somebody has seen."""
    return plan(statements, as_seen(organisation, seen), organisation, at=at, wishes=wishes)


def plan_of_upload(upload: Upload, wishes: Wishes, *, at: datetime) -> tuple[Plan, int]:
    """What an upload would change now, and the revision of the store that this shows; kept for next pages."""
    revision = PICTURE.revision()
    mark = upload.uuid, revision, wishes
    with _keeping:
        if mark in _kept:
            _kept.move_to_end(mark)
            return _kept[mark], revision
    made = plan_of(reading_of(upload), upload.organisation, at=at, wishes=wishes, seen=revision)
    with _keeping:
        _kept[mark] = made
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return made, revision


def as_seen(organisation: str, seen: int | None) -> Roadmap:
    """What an organisation had stated at a revision of the store; all that is there unless one is given."""
    whole = PICTURE.whole()
    if seen is None or seen >= PICTURE.revision():
        return whole
    later = set(
        StoredStatement.objects.filter(publisher=organisation, submission__gt=seen).values_list(
            "kind", "thing", "version"
        )
    )
    if not later:
        return whole
    own = (s for s in whole.statements if s.publisher == organisation)
    return Roadmap(s for s in own if (s.kind, s.id, s.version) not in later)
