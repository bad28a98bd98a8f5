"""An agency's own server on this machine: it publishes a file, and misbehaves as tests ask it to."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ecliptic.roadmap import Envelope, Statement
from ecliptic.share.signing import SigningKey, make_key, signed_bytes
from ecliptic.vocabulary import Element, Record

PATH = "/plan.zip"
STATED = datetime(2026, 3, 1, 9, tzinfo=UTC)
MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class AgencySite:
    """A server with one file; `answers` holds what other addresses do."""

    port: int = 0
    scheme: str = "http"
    data: bytes = b""
    etag: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    """Headers of each request, with its path under `path`."""

    @property
    def host(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """Address of the file."""
        return self.url(PATH)

    def url(self, path: str) -> str:
        """Address of a path."""
        return f"{self.scheme}://{self.host}{path}"

    def publish(self, data: bytes, etag: str = "") -> None:
        """Put a file there."""
        self.data, self.etag = data, etag

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append({**headers, "path": request.path})
        if request.path in self.answers:
            self.answers[request.path](request)
        elif request.path != PATH or not self.data:
            request.send_error(404)
        elif self.etag and request.headers.get("If-None-Match") == self.etag:
            request.send_response(304)
            request.end_headers()
        else:
            request.send_response(200)
            if self.etag:
                request.send_header("ETag", self.etag)
            request.send_header("Content-Length", str(len(self.data)))
            request.end_headers()
            request.wfile.write(self.data)


@contextmanager
def agency_site(certificate: Path | None = None) -> Iterator[AgencySite]:
    """Run the server in a thread of this process, with TLS where a certificate is given."""
    site = AgencySite(scheme="https" if certificate else "http")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):
                site.handle(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign] # refused handshakes are wanted
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def redirect(there: str, status: int = 302) -> Answer:
    """An answer that sends the asker elsewhere."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Location", there)
        request.end_headers()

    return answer


def status(code: int, **headers: str) -> Answer:
    """An answer of this status, with headers and some text."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(b"words")

    return answer


def endless(pause_s: float = 0.0, chunk: bytes = b"x" * 65536) -> Answer:
    """A body without end."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(chunk)
            request.wfile.flush()
            time.sleep(pause_s)

    return answer


def endless_headers(pause_s: float) -> Answer:
    """Headers that drip in and never end."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.0 200 OK\r\nX-Drip: ")
        while True:
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(pause_s)

    return answer


# --- plans ----------------------------------------------------------------------------------------

KEY = make_key()


def said(record: Record, publisher: str = "ESA", **envelope: object) -> Statement:
    """A statement of an agency."""
    return Statement(
        record, Envelope.model_validate({"publisher": publisher, "stated_at": STATED} | envelope)
    )


def element(identifier: str, name: str = "Ring", **values: object) -> Element:
    """An element."""
    return Element.model_validate({"id": identifier, "name": name} | values)


def package(
    *statements: Statement,
    publisher: str = "ESA",
    key: SigningKey = KEY,
    serial: int = 1,
    made_at: datetime = MADE,
) -> bytes:
    """A signed package."""
    return signed_bytes(statements, publisher, key, serial=serial, made_at=made_at)
