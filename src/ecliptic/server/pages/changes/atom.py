"""Atom feeds (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from ecliptic.publish.svg import tag, together

_HEAD = Markup('<?xml version="1.0" encoding="utf-8"?>\n')
_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news."""

    identity: str
    address: str
    title: str
    at: datetime
    author: str
    words: str


def atom(title: str, own: str, page: str, items: Iterable[Item]) -> str:
    """The feed as XML; `own` is its own address and `page` the page that it follows."""
    listed = list(items)
    updated = max((item.at for item in listed), default=datetime(1970, 1, 1, tzinfo=UTC))
    feed = tag(
        "feed",
        tag("id", own),
        tag("title", title),
        tag("updated", updated.isoformat()),
        tag("link", rel="self", href=own),
        tag("link", rel="alternate", type="text/html", href=page),
        together([_entry(item) for item in listed]),
        xmlns=_NAMESPACE,
    )
    return _HEAD + feed


def _entry(item: Item) -> Markup:
    return tag(
        "entry",
        tag("id", item.identity),
        tag("title", item.title),
        tag("updated", item.at.isoformat()),
        tag("link", rel="alternate", type="text/html", href=item.address),
        tag("author", tag("name", item.author)),
        tag("summary", item.words),
    )
