"""Requests to a server, and its errors in plain words."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ecliptic.errors import DataProblemsError, EclipticError, MissingExtraError, Problem, UsageError

if TYPE_CHECKING:
    import httpx

API_VERSION = 1
_PATIENCE_S = 120.0
_JSON = "application/json"
_OK, _NOT_MODIFIED, _UNKNOWN, _REFUSED_DATA = 200, 304, 401, 422


class ServerError(EclipticError):
    """A server that cannot be reached, is none of ours, or refuses; `status` is 0 where none has answered."""

    def __init__(self, message: str, status: int = 0, told: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.told: Mapping[str, Any] = told or {}


class Connection:
    """One server, and the answers that it has given and that may still hold."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = _checked(url)
        self._token = token
        self._known: dict[str, tuple[str, bytes]] = {}
        self._http = _client(self.url, token)
        self._is_ours = False

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def get(self, path: str, parameters: Mapping[str, Any] | None = None) -> tuple[bytes, str]:
        """The body of an answer and its mark; what has not changed is not sent again."""
        self._make_sure()
        address = str(self._http.build_request("GET", path, params=parameters or {}).url)
        etag, body = self._known.get(address, ("", b""))
        answer = self._send("GET", address, headers={"If-None-Match": etag} if etag else {})
        if answer.status_code == _NOT_MODIFIED:
            return body, etag
        self._refuse(answer)
        etag = answer.headers.get("ETag", "")
        if etag:
            self._known[address] = etag, answer.content
        return answer.content, etag

    def tell(self, path: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The object that an answer holds."""
        return self._object(self.get(path, parameters)[0])

    def post(self, path: str, body: bytes, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Send JSON; the object that the answer holds."""
        self._make_sure()
        headers = {"Content-Type": _JSON}
        answer = self._send("POST", path, params=parameters, content=body, headers=headers)
        self._refuse(answer)
        return self._object(answer.content)

    # --- what may go wrong ------------------------------------------------------------------------

    def _make_sure(self) -> None:
        """Before anything else is asked, make sure that this is a server that we understand."""
        if self._is_ours:
            return
        answer = self._send("GET", "me")
        if answer.status_code == _UNKNOWN or answer.is_redirect:
            self._refuse(answer)
        if answer.status_code != _OK or "viewer" not in self._object(answer.content):
            raise self._stranger()
        self._is_ours = True

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        import httpx  # noqa: PLC0415 - only where there is a server to talk to

        try:
            return self._http.request(method, path, **more)
        except httpx.TimeoutException as error:
            message = f"{self.url} has not answered within {_PATIENCE_S:.0f} seconds. Try again later."
            raise ServerError(message) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            message = f"There is no connection to {self.url}: {error}. Check the address and the network."
            raise ServerError(message) from error

    def _refuse(self, answer: httpx.Response) -> None:
        if answer.is_success:
            return
        status = answer.status_code
        if answer.is_redirect:
            there = answer.headers.get("Location", "elsewhere")
            message = f"{self.url} sends its readers to {there}. Use that address if you trust it."
            raise ServerError(message, status)
        told = self._problem(answer)
        if status == _REFUSED_DATA and told.get("problems"):
            raise DataProblemsError(_problem_of(entry) for entry in told["problems"])
        if status == _UNKNOWN and self._token is None:
            message = f"{self.url} wants to know who you are. Give a token, or set ECLIPTIC_TOKEN."
            raise ServerError(message, status, told)
        detail = told.get("detail") or answer.reason_phrase
        message = f"{self.url} refuses ({status}): {detail}"
        raise ServerError(message, status, told)

    def _problem(self, answer: httpx.Response) -> dict[str, Any]:
        try:
            return self._object(answer.content)
        except ServerError:
            return {}

    def _object(self, body: bytes) -> dict[str, Any]:
        try:
            told = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise self._stranger() from error
        if not isinstance(told, dict):
            raise self._stranger()
        return told

    def _stranger(self) -> ServerError:
        return ServerError(
            f"{self.url} is not a server of Ecliptic with interface version {API_VERSION}. "
            "Check the address; if it is right, one of the two programs is too old."
        )


def _client(url: str, token: str | None) -> httpx.Client:
    try:
        import httpx  # noqa: PLC0415 - an optional package, needed for servers only
    except ImportError as error:
        raise MissingExtraError(package="httpx", extra="client", purpose="Reading from a server") from error
    headers = {"Accept": _JSON, "User-Agent": "ecliptic"}
    if token is not None:
        if not token.isascii() or not token.isprintable() or not token.strip():
            message = "The token holds letters that no token has. Copy it again from your account's page."
            raise UsageError(message)
        headers["Authorization"] = f"Bearer {token.strip()}"
    # Redirects are not followed: a token must not go anywhere that its owner has not named.
    return httpx.Client(base_url=f"{url}api/v{API_VERSION}/", headers=headers, timeout=_PATIENCE_S)


def _checked(url: str) -> str:
    """The address of a site with a slash at its end; only this machine is talked to without encryption."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        message = f"{url} is not the address of a server. Write it as https://roadmap.example.org/"
        raise UsageError(message)
    if parts.username or parts.password:
        message = "The address holds a password. Leave it out, and give a token instead."
        raise UsageError(message)
    if parts.scheme == "http" and not _is_this_machine(host):
        message = f"{url} would be read without encryption. Write https://, or use a server on this machine."
        raise UsageError(message)
    return url if url.endswith("/") else f"{url}/"


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _problem_of(entry: Mapping[str, Any]) -> Problem:
    return Problem(
        message=str(entry.get("message", "is not right")),
        remedy=str(entry.get("remedy", "")),
        file=entry.get("file"),
        sheet=entry.get("sheet"),
        row=entry.get("row"),
        column=entry.get("field"),
        value=entry.get("value"),
        severity="warning" if entry.get("severity") == "warning" else "error",
    )
