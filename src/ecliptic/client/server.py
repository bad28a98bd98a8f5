"""A server's roadmap, and stating to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any

from ecliptic.client.connection import Connection, ServerError
from ecliptic.errors import DataProblemsError
from ecliptic.roadmap import Roadmap, Statement, Viewer
from ecliptic.share.json_file import json_bytes, read_json_bytes

_TRIES = 3
_PART = 1000


@dataclass(frozen=True, slots=True)
class Stated:
    """What came of stating, or what would come of it: kind, identifier and version of each statement."""

    new: tuple[tuple[str, str, int], ...]
    changed: tuple[tuple[str, str, int], ...]
    unchanged: tuple[tuple[str, str, int], ...]
    submission: str | None
    """By what name the server knows what was done; None where nothing was."""


class Client:
    """A server, for whoever a token belongs to; without one, for the public.

    What has been read is kept, and read again only where it has changed.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self._connection = Connection(url, token)
        self._made: dict[tuple[str, Viewer, datetime | None], Roadmap] = {}

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    @property
    def viewer(self) -> Viewer:
        """As whom the server lets us look."""
        told = self._connection.tell("me")["viewer"]
        return Viewer(organisation=told["organisation"], member=bool(told["member"]))

    def roadmap(self, *, as_of: datetime | None = None, edition: str | None = None) -> Roadmap:
        """The roadmap as the owner of the token may see it; its digest is the one that the server tells."""
        asked = _asked(as_of, edition)
        for _ in range(_TRIES):
            body, etag = self._connection.get("export", {"format": "json", **asked})
            told = self._connection.tell("", asked)
            viewer = Viewer(told["viewer"]["organisation"], bool(told["viewer"]["member"]))
            mark = etag, viewer, as_of
            if mark not in self._made:
                statements = self._read(body)
                self._made = {mark: Roadmap.build(statements, as_of=as_of, viewer=viewer)}
            if self._made[mark].digest == told["digest"]:
                return self._made[mark]
            # Something was stated between the two answers, so they are asked for again.
        message = (
            f"What {self._connection.url} sends is not what it says it is. Either much is being stated "
            "at this moment, or its program knows other fields than this one: use the same version."
        )
        raise ServerError(message)

    def statements(self, *, as_of: datetime | None = None, edition: str | None = None) -> list[Statement]:
        """Every statement, old, current and withdrawn, that the owner of the token may see."""
        return list(self.roadmap(as_of=as_of, edition=edition).statements)

    def state(
        self, statements: Roadmap | Iterable[Statement], *, dry_run: bool = False, note: str = ""
    ) -> Stated:
        """State in the name of the token's organisation: all or nothing, and what is known already not again.

        Versions are given by the server. Raises DataProblemsError with everything that is wrong.
        """
        parameters = {"dry_run": str(dry_run).lower(), "note": note}
        told = self._connection.post("statements", json_bytes(statements), parameters)
        return Stated(
            new=_lines(told["new"]),
            changed=_lines(told["changed"]),
            unchanged=_lines(told["unchanged"]),
            submission=told["submission"],
        )

    def changes(self, before: str, until: str | None = None) -> Iterator[dict[str, Any]]:
        """What became of each thing from one day or edition to another, or to now."""
        parameters = {"from": before, "limit": _PART, **({} if until is None else {"to": until})}
        after: int | None = 0
        while after is not None:
            told = self._connection.tell("changes", {**parameters, "after": after})
            yield from told["changes"]
            after = told["next"]

    def _read(self, body: bytes) -> tuple[Statement, ...]:
        reading = read_json_bytes(body, self._connection.url)
        if reading.errors:
            raise DataProblemsError(reading.problems)
        return reading.statements


def _asked(as_of: datetime | None, edition: str | None) -> dict[str, str]:
    asked = {"as_of": None if as_of is None else as_of.isoformat(), "edition": edition}
    return {name: value for name, value in asked.items() if value is not None}


def _lines(told: Iterable[dict[str, Any]]) -> tuple[tuple[str, str, int], ...]:
    return tuple((line["kind"], line["id"], line["version"]) for line in told)
