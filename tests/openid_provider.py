"""A real OpenID Connect provider on loopback, as an organisation has one, which also lies on request."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID = "ecliptic"
CLIENT_SECRET = "known to the site and the provider"  # noqa: S105 - of the tests
_KEY = rsa.generate_private_key(65537, 2048)


@dataclass
class Provider:
    """What the provider says about whoever comes, and what it has been asked."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    """Claims about the person; `sub`, `email` and `email_verified` as a rule."""
    token_claims: dict[str, Any] = field(default_factory=dict)
    """What differs in the signed token alone."""
    about: dict[str, Any] | None = None
    """What the page about the person says, where that is something else."""
    fault: str = ""
    """`token`, `about` or `discovery`: that answer is a fault; `nonsense`: it is no JSON."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def is_now(self, email: str, *, verified: object = True, **more: Any) -> None:
        """Let this person be the one who comes next, everything else being as it should."""
        self.person = {"sub": f"number of {email}", "email": email, "email_verified": verified, **more}
        self.token_claims, self.about, self.fault = {}, None, ""

    def token(self, nonce: str | None) -> str:
        """The signed token about the person."""
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "jti": uuid4().hex}
        claims |= {"nonce": nonce} if nonce else {}
        return jwt.encode({**claims, **self.person, **self.token_claims}, _KEY, "RS256", {"kid": "one"})


@contextmanager
def provider_running() -> Iterator[Provider]:
    """A provider that listens on a free port of this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, provider)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, provider: Provider) -> None:
    parts = urlsplit(handler.path)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    length = int(handler.headers.get("Content-Length") or 0)
    sent = {name: values[0] for name, values in parse_qs(handler.rfile.read(length).decode()).items()}
    provider.asked.append(parts.path)
    if parts.path == "/authorize":
        code = uuid4().hex
        provider.codes[code] = asked
        target = asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})
        handler.send_response(302)
        handler.send_header("Location", target)
        handler.end_headers()
        return
    pages = {
        "/.well-known/openid-configuration": ("discovery", lambda: _discovery(provider)),
        "/token": ("token", lambda: _token(provider, handler, sent)),
        "/about": ("about", lambda: provider.about if provider.about is not None else provider.person),
        "/keys": ("keys", _keys),
    }
    name, make = pages.get(parts.path, ("", lambda: None))
    said = None if provider.fault == name else make()
    body = b"<html>sorry" if provider.fault == "nonsense" and name == "token" else json.dumps(said).encode()
    handler.send_response(200 if said is not None else 500)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    handler.wfile.write(body)


def _discovery(provider: Provider) -> dict[str, object]:
    return {
        "issuer": provider.url,
        "authorization_endpoint": f"{provider.url}/authorize",
        "token_endpoint": f"{provider.url}/token",
        "userinfo_endpoint": f"{provider.url}/about",
        "jwks_uri": f"{provider.url}/keys",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }


def _keys() -> dict[str, object]:
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_KEY.public_key()))
    return {"keys": [{**key, "kid": "one", "alg": "RS256", "use": "sig"}]}


def _token(
    provider: Provider, handler: BaseHTTPRequestHandler, sent: dict[str, str]
) -> dict[str, object] | None:
    """The answer to a code; None for a code that is not known, used, or not proven to be the asker's."""
    asked = provider.codes.pop(sent.get("code", ""), None)
    proof = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
    if asked is None or (sent.get("client_id"), sent.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
        return None
    if (
        asked.get("code_challenge") != proof.rstrip(b"=").decode()
        or asked.get("code_challenge_method") != "S256"
    ):
        return None
    return {
        "access_token": uuid4().hex,
        "token_type": "Bearer",
        "expires_in": 300,
        "id_token": provider.token(asked.get("nonce")),
    }
