"""Ecliptic: share exploration plans, assess the whole, publish the roadmap.

    import ecliptic as ec

    roadmap = ec.read("plans/")
    answer = ec.assess.coverage(roadmap, phase="FE+")
    answer.tables["functions"]

Nothing is loaded before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from ecliptic import assess, client, errors, publish, roadmap, share, vocabulary
    from ecliptic.errors import DataProblemsError, EclipticError, MissingExtraError, Problem, UsageError
    from ecliptic.reference import ReferenceModule
    from ecliptic.roadmap import Envelope, Roadmap, Statement, Viewer, audit, difference
    from ecliptic.share.mapping import Mapping
    from ecliptic.vocabulary import KINDS, Firmness, PlannedDate, Record, Visibility

    __version__: str
    reference: ReferenceModule

__all__ = [
    "KINDS",
    "DataProblemsError",
    "EclipticError",
    "Envelope",
    "Firmness",
    "MissingExtraError",
    "PlannedDate",
    "Problem",
    "Record",
    "Roadmap",
    "Statement",
    "UsageError",
    "Viewer",
    "Visibility",
    "__version__",
    "assess",
    "audit",
    "client",
    "difference",
    "errors",
    "publish",
    "read",
    "reference",
    "roadmap",
    "share",
    "vocabulary",
]

_MODULES = frozenset({"assess", "client", "errors", "publish", "reference", "roadmap", "share", "vocabulary"})
_HOMES = {
    "errors": ("DataProblemsError", "EclipticError", "MissingExtraError", "Problem", "UsageError"),
    "roadmap": ("Envelope", "Roadmap", "Statement", "Viewer", "audit", "difference"),
    "vocabulary": ("KINDS", "Firmness", "PlannedDate", "Record", "Visibility"),
}


def read(
    paths: str | Path | Iterable[str | Path],
    *,
    as_of: datetime | None = None,
    viewer: Viewer | None = None,
    mapping: Mapping | str | Path | None = None,
    token: str | None = None,
) -> Roadmap:
    """Read packages, workbooks, JSON files and foreign tables, or folders of them, into one roadmap.

    `as_of` leaves out what was stated later, and `viewer` what they may not see. Raises DataProblemsError
    with every problem of every input; to go on with the good rows, use `ecliptic.share.read`.

    The address of a server, such as "https://roadmap.example.org/", gives the roadmap as the owner of the
    `token` may see it; unless given, the token is that in the environment as ECLIPTIC_TOKEN.
    """
    if isinstance(paths, str) and paths.startswith(("https://", "http://")):
        return _read_server(paths, token, as_of, viewer)
    from ecliptic.roadmap import Roadmap  # noqa: PLC0415 - nothing is loaded before it is used
    from ecliptic.share.reading import read as read_statements  # noqa: PLC0415 - as above

    return Roadmap.build(read_statements(paths, mapping=mapping).statements, as_of=as_of, viewer=viewer)


def _read_server(url: str, token: str | None, as_of: datetime | None, viewer: Viewer | None) -> Roadmap:
    import os  # noqa: PLC0415 - as above

    from ecliptic.client import Client  # noqa: PLC0415 - as above
    from ecliptic.roadmap import Roadmap  # noqa: PLC0415 - as above

    with Client(url, token or os.environ.get("ECLIPTIC_TOKEN") or None) as server:
        found = server.roadmap(as_of=as_of)
    return found if viewer is None else Roadmap.build(found.statements, as_of=as_of, viewer=viewer)


# Hidden from type checkers, which would take any name for one of ours.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name in _MODULES:
            return import_module(f"{__name__}.{name}")
        if name == "__version__":
            return import_module("importlib.metadata").version(__name__)
        for home, names in _HOMES.items():
            if name in names:
                return getattr(import_module(f"{__name__}.{home}"), name)
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
