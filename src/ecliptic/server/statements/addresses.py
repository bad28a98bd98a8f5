"""Addresses of things: stable for ever, and readable."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse

from ecliptic.vocabulary import KINDS, Record


@lru_cache(maxsize=1)
def kinds_by_plural() -> dict[str, type[Record]]:
    """The kinds of record by the name of their list."""
    return {record.plural: record for record in KINDS.values()}


def thing_url(kind: str, identifier: str) -> str:
    """Where a thing is shown."""
    return reverse("pages:thing", args=[KINDS[kind].plural, identifier])


def history_url(kind: str, identifier: str) -> str:
    """Where all that was ever stated about a thing is shown."""
    return reverse("pages:history", args=[KINDS[kind].plural, identifier])


def things_url(kind: str) -> str:
    """Where the things of a kind are listed."""
    return reverse("pages:things", args=[KINDS[kind].plural])
