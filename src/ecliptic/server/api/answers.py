"""Answers as bytes: each statement is written once, and kept as long as somebody may ask for it again."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import blake2b
from threading import Lock
from typing import Any, Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from ecliptic.roadmap import Statement
from ecliptic.server.api.problems import encoded
from ecliptic.server.statements.picture import View
from ecliptic.share.json_file import entry_of

JSON = "application/json"
_STATEMENTS_KEPT = 30_000
_SHELF_LENGTH = 48
_LONGEST_ON_SHELF = 512 * 1024

T = TypeVar("T")


class _Written:
    """The JSON of statements by their identity: views that show one statement share the object."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Statement, bytes]] = {}

    def __call__(self, statement: Statement) -> bytes:
        # The statement is kept beside its bytes, so that no other can take over its identity.
        known = self._known.get(id(statement))
        if known is not None:
            return known[1]
        written = json.dumps(statement_entry(statement), ensure_ascii=False, separators=(",", ":")).encode()
        if len(self._known) >= _STATEMENTS_KEPT:
            self._known = {}
        self._known[id(statement)] = statement, written
        return written


statement_bytes = _Written()
"""The JSON of a statement."""


def statement_entry(statement: Statement) -> dict[str, Any]:
    """A statement as files hold it, with its kind."""
    return {"kind": statement.kind, **entry_of(statement)}


def listed(statements: Iterable[Statement]) -> bytes:
    """Several statements as a JSON list."""
    return b"[" + b",".join(map(statement_bytes, statements)) + b"]"


def etag_of(body: bytes) -> str:
    """The mark of an answer, by which a reader learns whether it is still the same."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether the reader has said that they have this answer already."""
    asked = request.headers.get("If-None-Match")
    if asked is None:
        return False
    known = [mark.removeprefix("W/") for mark in parse_etags(asked)]
    return etag in known or "*" in known


def answer(told: Any, status: int = 200) -> HttpResponse:
    """An answer made of plain values."""
    return bytes_answer(encoded(told), status)


def bytes_answer(body: bytes, status: int = 200, etag: str | None = None) -> HttpResponse:
    """An answer that has been written already."""
    response = HttpResponse(body, status=status, content_type=JSON)
    if etag is not None:
        response["ETag"] = etag
    return response


class Shelf(Generic[T]):
    """Things made from one view, of which those asked for last are kept."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[Any, T] = OrderedDict()

    def get(self, name: Any) -> T | None:
        """What is kept under a name."""
        with self._lock:
            found = self._known.get(name)
            if found is not None:
                self._known.move_to_end(name)
            return found

    def put(self, name: Any, made: T) -> T:
        """Keep something in place of what nobody has asked for longest."""
        with self._lock:
            self._known[name] = made
            while len(self._known) > _SHELF_LENGTH:
                self._known.popitem(last=False)
        return made


def shelf(view: View, name: str) -> Shelf[Any]:
    """The shelf of this name that belongs to a view and goes with it."""
    kept: Shelf[Any] = view.kept(f"api {name}", lambda _: Shelf())
    return kept


def kept_answer(view: View, mark: Any, make: Callable[[], bytes]) -> HttpResponse:
    """An answer that depends on the view and on its mark alone, made once for both."""
    answers: Shelf[tuple[bytes, str]] = shelf(view, "answers")
    found = answers.get(mark)
    if found is None:
        body = make()
        found = body, etag_of(body)
        if len(body) <= _LONGEST_ON_SHELF:
            answers.put(mark, found)
    return bytes_answer(found[0], etag=found[1])
