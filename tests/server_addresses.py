"""Every address of the site, from its URL configuration and filled in, so that none can be forgotten."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

_NAMED = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")
_ANCHORS = re.compile(r"[\^$]|\\Z")


@dataclass(frozen=True)
class Fillings:
    """What may stand in the places of addresses that the test has to fill."""

    things: Sequence[tuple[str, str]]
    """Pairs of plural and identifier."""
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For each other named place, what to put there."""


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every pattern of the URL configuration, written out from the root."""
    for entry in (resolver or get_resolver()).url_patterns:
        written = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, written)
        elif isinstance(entry, URLPattern):
            yield written


def addresses(fillings: Fillings) -> Iterator[str]:
    """Every address, with all that may stand in its places; a place without filling is an AssertionError."""
    for pattern in dict.fromkeys(patterns()):
        yield from dict.fromkeys(_filled(pattern, fillings))


def _filled(pattern: str, fillings: Fillings) -> Iterator[str]:
    names = [match[2] or match[3] for match in _NAMED.finditer(pattern)]
    if "plural" in names and "identifier" in names:
        choices: Iterable[dict[str, str]] = [
            {"plural": plural, "identifier": identifier} for plural, identifier in fillings.things
        ]
    else:
        choices = [
            dict(zip(names, chosen, strict=True))
            for chosen in product(*(_values(n, fillings, pattern) for n in names))
        ]
    for choice in choices:
        filled = _NAMED.sub(lambda match, choice=choice: choice[match[2] or match[3]], pattern)  # type: ignore[misc]
        yield "/" + _ANCHORS.sub("", filled).replace(".*", "no-such-address").replace("\\", "").replace(
            " ", "%20"
        )


def _values(name: str, fillings: Fillings, pattern: str) -> Sequence[str]:
    message = f"the place {name!r} of {pattern} has no filling: say in the test what may stand there"
    assert name in fillings.values, message
    return fillings.values[name]


def content_of(response: HttpResponseBase) -> str:
    """All that an answer says: its headers and its body, with archives and compressed parts opened."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = response.cookies.output()
    return "\n".join([headers, cookies, *_texts(body)])


def _texts(body: bytes, depth: int = 0) -> Iterator[str]:
    if body.startswith(b"PK\x03\x04") and depth < 4:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name
                yield from _texts(archive.read(name), depth + 1)
        return
    if body.startswith(b"\x1f\x8b"):
        body = zlib.decompress(body, 31)
    yield body.decode("utf-8", errors="replace")
