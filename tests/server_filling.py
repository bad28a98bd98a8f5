"""Fill the database of a site: run in a process of its own by `server_site`."""

from __future__ import annotations

import json
import sys

import django
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command


def main(filling: str) -> None:
    """Make tables, people and statements; print what people sign in with."""
    django.setup()
    call_command("migrate", verbosity=0)
    from django.utils import timezone

    from ecliptic.server.statements.setup import load_reference
    from server_store import fill_small_store, make_people

    if filling == "reference":
        load_reference(timezone.now())
    people = make_people()
    if filling == "small":
        fill_small_store()
    print(
        json.dumps(
            {name: {"session": _session(person), "token": _token(person)} for name, person in people.items()}
        )
    )


def _session(person: object) -> str:
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


def _token(person: object) -> str:
    """A token with all rights of the person, for their first organisation."""
    import hashlib
    from datetime import timedelta

    from django.utils import timezone

    from ecliptic.server.members.models import ApiToken, Scope

    secret = f"ecl_{person.name.replace('-', '_')}_0123456789abcdef0123456789abcdef"
    membership = person.memberships.first()
    ApiToken.objects.create(
        account=person,
        organisation=membership.organisation if membership else None,
        name="tests",
        scope=Scope.STATE,
        secret_digest=hashlib.sha256(secret.encode()).hexdigest(),
        hint=secret[:8],
        expires_at=timezone.now() + timedelta(days=30),
    )
    return secret


if __name__ == "__main__":
    main(sys.argv[1])
