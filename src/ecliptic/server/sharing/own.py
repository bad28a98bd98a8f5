"""What an organisation states as a whole: counts by kind, how fresh they are, and files to take away."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ecliptic.roadmap import Roadmap, Statement
from ecliptic.server.sharing.preview import lines_of
from ecliptic.server.statements.picture import View
from ecliptic.share.package import package_files
from ecliptic.vocabulary import KINDS

STALE_AFTER = timedelta(days=365)
"""Age from which a statement should be confirmed or changed; plans are reviewed once a year."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class OfKind:
    """What an organisation states now about things of one kind."""

    kind: str
    statements: tuple[Statement, ...]

    @property
    def plural(self) -> str:
        """Name of the kind's list."""
        return KINDS[self.kind].plural

    @property
    def newest(self) -> datetime:
        """When something was last stated."""
        return max(statement.stated_at for statement in self.statements)

    @property
    def oldest(self) -> datetime:
        """When the oldest of them was stated."""
        return min(statement.stated_at for statement in self.statements)

    def stale(self, at: datetime) -> int:
        """How many have not been stated or confirmed for a year."""
        return sum(is_stale(statement, at) for statement in self.statements)


def is_stale(statement: Statement, at: datetime) -> bool:
    """Whether a statement is so old that it should be confirmed."""
    return statement.stated_at + STALE_AFTER < at


def standing(view: View, organisation: str) -> Mapping[str, OfKind]:
    """What an organisation states now, by kind; worked out once for each view."""
    made: Mapping[str, OfKind] = view.kept(
        ("sharing.standing", organisation), lambda roadmap: _standing(roadmap, organisation)
    )
    return made


def _standing(roadmap: Roadmap, organisation: str) -> dict[str, OfKind]:
    newest = lines_of(roadmap, organisation).values()
    current = [statement for statement in newest if not statement.envelope.withdrawn]
    by_kind: dict[str, list[Statement]] = {}
    for statement in current:
        by_kind.setdefault(statement.kind, []).append(statement)
    return {kind: OfKind(kind, tuple(by_kind[kind])) for kind in KINDS if kind in by_kind}


def stated(roadmap: Roadmap, organisation: str) -> list[Statement]:
    """All that an organisation has ever stated."""
    return [statement for statement in roadmap.statements if statement.publisher == organisation]


def package_zip(roadmap: Roadmap, organisation: str) -> bytes:
    """All that an organisation has ever stated as a package in a zip file; the same gives the same bytes."""
    files = package_files(stated(roadmap, organisation), {"title": f"What {organisation} states"})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _REGULAR_FILE
            archive.writestr(entry, files[name])
    return buffer.getvalue()
