"""Fetching a signed package: within limits of size and time, from the registered host and nowhere else."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from ecliptic.errors import DataProblemsError, Problem
from ecliptic.server.environment import environment
from ecliptic.server.federation.guard import is_public
from ecliptic.share.rows import printable
from ecliptic.share.signed_archive import MAX_BYTES

if TYPE_CHECKING:
    import httpx

_MOST_REDIRECTS = 3
_MOST_ADDRESSES = 4
_LONGEST_ADDRESS = 500
_LONGEST_ETAG, _LONGEST_DATE = 200, 60
_SLOW = "Check that the server answers, and how fast; it is tried again by itself."


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a fetch may go."""

    seconds: float = 60
    """For everything together, so that a server that sends a byte now and then cannot hold a worker."""
    most_bytes: int = MAX_BYTES
    allow_http: bool = False
    """Whether plain http and machines in private networks are allowed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to fetch, and what is there already."""

    address: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the server gave; `data` is None where it has nothing newer."""

    data: bytes | None
    etag: str = ""
    last_modified: str = ""


class Unreachable(DataProblemsError):
    """A package that could not be fetched."""

    def __init__(self, message: str, remedy: str, value: str | None = None) -> None:
        super().__init__([Problem(message, remedy, "address", value=printable(value))])


def fetch(wanted: Wanted, limits: Limits | None = None) -> Fetched:
    """Fetch a signed package; raises Unreachable with the reason and what to do."""
    chosen = limits or Limits(allow_http=environment().federation_allow_http)
    url = checked_address(wanted.address, allow_http=chosen.allow_http)
    # In a thread of its own, since whoever calls may run an event loop already.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_in_time(url, wanted, chosen))).result()


def checked_address(address: str, *, allow_http: bool) -> httpx.URL:
    """The address as a URL; raises Unreachable where it is not one that may be harvested."""
    import httpx  # noqa: PLC0415 - slow to load, and most processes of a server never fetch

    remedy = "Give it as https://plans.example.org/plan.zip"
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, UnicodeError) as error:
        message = "is not an address"
        raise Unreachable(message, remedy, address) from error
    if not url.host or len(address) > _LONGEST_ADDRESS or url.scheme not in {"http", "https"}:
        message = "is not an address"
        raise Unreachable(message, remedy, address)
    if url.scheme != "https" and not allow_http:
        message = "is not protected: without https anybody on the way can hold it back"
        raise Unreachable(message, remedy, address)
    if url.userinfo or url.fragment:
        message = "holds a password or a fragment"
        raise Unreachable(message, remedy)
    return url


async def _in_time(url: httpx.URL, wanted: Wanted, limits: Limits) -> Fetched:
    try:
        async with asyncio.timeout(limits.seconds):
            return await _follow(url, wanted, limits)
    except TimeoutError as error:
        message = f"did not give the package within {limits.seconds:g} seconds"
        raise Unreachable(message, _SLOW, url.host) from error


async def _follow(url: httpx.URL, wanted: Wanted, limits: Limits) -> Fetched:
    """Fetch, following redirects as long as they stay on the registered host."""
    tls = ssl.create_default_context()
    for _ in range(_MOST_REDIRECTS + 1):
        # Each request resolves its name once, and goes to the address that was checked.
        found = await _from_any(await _addresses(url, limits), url, wanted, _Asking(tls, limits))
        if isinstance(found, Fetched):
            return found
        there = checked_address(_joined(url, found), allow_http=limits.allow_http)
        if (there.scheme, there.host, there.port) != (url.scheme, url.host, url.port):
            message = "redirects to another host, which nobody has registered"
            raise Unreachable(message, "Register the address at which the package truly is.", str(there))
        url = there
    message = f"redirects more than {_MOST_REDIRECTS} times"
    raise Unreachable(message, "Register the address at which the package truly is.", url.host)


def _joined(url: httpx.URL, location: str) -> str:
    """Where a redirect leads."""
    import httpx  # noqa: PLC0415 - slow to load, and most processes of a server never fetch

    try:
        return str(url.join(location))
    except (httpx.InvalidURL, UnicodeError):
        return location


async def _addresses(url: httpx.URL, limits: Limits) -> list[str]:
    """The machines that the host's name stands for, all of which must be allowed."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        message = "is a host that cannot be found"
        raise Unreachable(message, "Check the spelling of the address.", url.host) from error
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    if not limits.allow_http and not all(is_public(ipaddress.ip_address(each)) for each in addresses):
        message = "is a machine in a private network, to which the server does not go"
        raise Unreachable(message, "Publish the package on a host that everybody can reach.", url.host)
    return addresses[:_MOST_ADDRESSES]


@dataclass(frozen=True, slots=True)
class _Asking:
    tls: ssl.SSLContext
    limits: Limits


async def _from_any(
    addresses: Iterable[str], url: httpx.URL, wanted: Wanted, asking: _Asking
) -> Fetched | str:
    """Ask the first machine that answers."""
    import httpx  # noqa: PLC0415 - slow to load, and most processes of a server never fetch

    failure: Exception | None = None
    # Proxies named by the environment would resolve the name again, to any machine.
    async with httpx.AsyncClient(verify=asking.tls, trust_env=False, timeout=asking.limits.seconds) as client:
        for address in addresses:
            try:
                return await _ask(client, url.copy_with(host=address), url, wanted, asking.limits)
            except httpx.ConnectError as error:
                failure = error
            except httpx.HTTPError as error:
                message = f"broke off: {type(error).__name__}"
                raise Unreachable(message, _SLOW, url.host) from error
    certificate = isinstance(getattr(failure, "__cause__", None), ssl.SSLError) or "SSL" in str(failure)
    message = "has a certificate that does not hold" if certificate else "does not answer"
    raise Unreachable(message, _SLOW, url.host) from failure


async def _ask(
    client: httpx.AsyncClient, there: httpx.URL, url: httpx.URL, wanted: Wanted, limits: Limits
) -> Fetched | str:
    """One request to one machine: the package, or the address to which it sends us."""
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Accept": "application/zip, application/octet-stream;q=0.9",
        # Transport that unfolds would need limits of its own.
        "Accept-Encoding": "identity",
        "User-Agent": "Ecliptic harvester",
    }
    if wanted.etag:
        headers["If-None-Match"] = wanted.etag
    elif wanted.last_modified:
        headers["If-Modified-Since"] = wanted.last_modified
    extensions = {"sni_hostname": url.host} if url.scheme == "https" else {}
    async with client.stream("GET", there, headers=headers, extensions=extensions) as answer:
        if answer.has_redirect_location:
            return answer.headers["location"]
        if answer.status_code == HTTPStatus.NOT_MODIFIED and (wanted.etag or wanted.last_modified):
            return Fetched(None, wanted.etag, wanted.last_modified)
        _refuse_status(answer, url)
        data = await _body(answer, url, limits)
        return Fetched(
            data,
            _short(answer.headers.get("etag", ""), _LONGEST_ETAG),
            _short(answer.headers.get("last-modified", ""), _LONGEST_DATE),
        )


def _refuse_status(answer: httpx.Response, url: httpx.URL) -> None:
    if answer.status_code != HTTPStatus.OK:
        message = f"answers {answer.status_code} instead of the package"
        if answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            remedy = "Put the package there, or register its new address."
        elif answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            remedy = "Let everybody read it: what it holds is protected by its signature, not by a password."
        else:
            remedy = _SLOW
        raise Unreachable(message, remedy, str(url))
    if answer.headers.get("content-encoding", "identity") != "identity":
        message = "sends the package compressed, unasked"
        raise Unreachable(message, "Switch compression off for this file.", str(url))


async def _body(answer: httpx.Response, url: httpx.URL, limits: Limits) -> bytes:
    told = answer.headers.get("content-length", "0")
    size = int(told) if told.isdecimal() else 0
    data = bytearray()
    if size <= limits.most_bytes:
        async for chunk in answer.aiter_raw():
            data += chunk
            if len(data) > limits.most_bytes:
                break
        else:
            return bytes(data)
    message = f"is larger than {limits.most_bytes // 2**20} MiB"
    raise Unreachable(message, "Leave out versions that are long past, and sign the package again.", str(url))


def _short(value: str, longest: int) -> str:
    """A header that is sent back later; one that is too long or strange is forgotten instead."""
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""
