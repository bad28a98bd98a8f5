"""Programs that call the interface for somebody."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ecliptic.server.members.models import Account

ROOT = "/api/v1/"


@dataclass
class Caller:
    """A program that calls the interface for a person, or for nobody."""

    token: str | None = None

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        from django.test import Client

        more: dict[str, Any] = {}
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body)
            more = {"data": data, "content_type": headers.pop("content_type", "application/json")}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path if path.startswith("/") else ROOT + path
        response = Client().generic(method, address, headers=named, **more)
        return response if not response.streaming else _at_once(response)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self("GET", path, **headers)


def _at_once(response: Any) -> Any:
    """An answer that came in pieces, read to its end."""
    from django.http import HttpResponse

    whole = HttpResponse(
        b"".join(response.streaming_content), status=response.status_code, headers=response.headers
    )
    return whole


def token_of(person: Account, *, scope: str = "state", days: int = 30, revoked: bool = False) -> str:
    """The secret of a new token of a person, for their first organisation."""
    from django.utils import timezone

    from ecliptic.server.members.models import ApiToken
    from ecliptic.server.members.secrets import digest_of, new_secret

    secret = f"ecl_{new_secret()}"
    membership = person.memberships.first()
    now = timezone.now()
    ApiToken.objects.create(
        account=person,
        organisation=membership.organisation if membership else None,
        name="tests",
        scope=scope,
        secret_digest=digest_of(secret),
        hint=secret[:8],
        made_at=now,
        expires_at=now + timedelta(days=days),
        revoked_at=now if revoked else None,
    )
    return secret
