"""A store as a full platform would have it, for the measurements of the server: the same at every run.

20,000 things with 60,000 statements of 30 organisations, of which half are public, three in ten for members
and the rest private. SQLite in a scratch folder, or the database that ECLIPTIC_TEST_DATABASE names:

    python tests/with_postgresql.py python benchmarks/pages.py

Everything here works in the process that measures, but for `serving`, which runs `ecliptic serve`.
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from ecliptic.roadmap import Statement, Viewer

TEST_DATABASE = "ECLIPTIC_TEST_DATABASE"
ORGANISATIONS, LOCATIONS = 30, 20
STATEMENTS_OF_EACH = 3
SEED = 20260314
BEGIN = datetime(2024, 3, 1, 12, tzinfo=UTC)
LISTED = "missions"
"""The list that is measured: half of all things are on it."""
_BODIES = ("Moon", "Mars", "Earth")
_WORDS = tuple(
    "carry instruments to the surface and bring back samples prove landing within metres of a beacon map "  # noqa: SIM905 - prose
    "ice in shadowed craters relay data from the far side live through the night make oxygen".split()
)
_PATIENCE_S = 180


@dataclass(frozen=True)
class Person:
    """Somebody who asks, with what they show for it."""

    name: str
    viewer: Viewer
    session: str = ""
    token: str = ""

    def client(self) -> Client:
        """Django's client, which calls the server within this process."""
        from django.test import Client

        client = Client(SERVER_NAME="127.0.0.1")
        if self.session:
            client.cookies["sessionid"] = self.session
        return client

    def headers(self, path: str) -> dict[str, str]:
        """The headers by which a path knows the person: programs bear a token, browsers a cookie."""
        if path.startswith("/api/"):
            return {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"Cookie": f"sessionid={self.session}"} if self.session else {}


def prepare() -> Path:
    """Set Django up on an empty store with tables; gives the scratch folder, which goes with the process."""
    folder = Path(tempfile.mkdtemp(prefix="ecliptic-benchmark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in [name for name in os.environ if name.startswith("ECLIPTIC_") and name != TEST_DATABASE]:
        del os.environ[name]
    os.environ["ECLIPTIC_DATA_FOLDER"] = str(folder)
    os.environ["ECLIPTIC_SECRET_KEY"] = "a key of a benchmark, long enough to be taken for one " * 2
    os.environ["ECLIPTIC_LOG_LEVEL"] = "warning"
    # What limits callers is not what is measured.
    os.environ["ECLIPTIC_API_REQUESTS_PER_MINUTE"] = str(10**9)
    os.environ["ECLIPTIC_API_PUBLIC_REQUESTS_PER_MINUTE"] = str(10**9)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ecliptic.server.settings"
    if os.environ.get(TEST_DATABASE):
        os.environ["ECLIPTIC_DATABASE_URL"] = os.environ[TEST_DATABASE]
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    return folder


def fill(things: int, *, begin: int = 0) -> None:
    """State the things from the number `begin` on, so that a store can grow between measurements."""
    state_all([s for number in range(begin, things) for s in about(number, things)])


def state_all(made: list[Statement]) -> None:
    """Put statements into the store as they are, and let the database look at what it has."""
    from django.db import connection

    from ecliptic.server.audit.log import Doer
    from ecliptic.server.statements.models import Means
    from ecliptic.server.statements.store import Act, proposals_as_stated, state

    act = Act(Doer(name="benchmark"), Means.REFERENCE)
    state(proposals_as_stated(made), act, at=BEGIN + timedelta(days=900))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def people() -> dict[str, Person]:
    """Nobody, a delegate of the first organisation, and somebody of the secretariat."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator

    from ecliptic.roadmap import Viewer
    from ecliptic.server.members.models import Account, MemberOrganisation, Membership, Role
    from ecliptic.server.members.secrets import seal

    made = {"anonymous": Person("anonymous", Viewer.public())}
    for number in range(ORGANISATIONS):
        MemberOrganisation.objects.create(identifier=agency(number), name=f"Agency number {number}")
    own = MemberOrganisation.objects.get(identifier=agency(0))
    for name in ("member", "secretariat"):
        account = Account.objects.create_user(
            f"{name}@example.org", name=name, is_secretariat=name == "secretariat"
        )
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
        # Whoever may state, and the officers, may do so only with a second factor.
        data = {"secret": seal("unused")}
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data=data)
        if name == "member":
            Membership.objects.create(account=account, organisation=own, role=Role.DELEGATE)
        viewer = Viewer.of(agency(0)) if name == "member" else Viewer.members()
        organisation = own if name == "member" else None
        made[name] = Person(name, viewer, _session(account), _token(account, organisation))
    return made


@contextmanager
def serving(workers: int) -> Iterator[str]:
    """The store answered for by `ecliptic serve`, in processes of its own; gives the address."""
    from django.db import connections

    connections.close_all()
    port = free_port()
    command = [sys.executable, "-c", "from ecliptic.cli import run; run()", "serve"]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(
        [*command, "--port", str(port), "--workers", str(workers), "--empty"],
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/health/live", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process)


def free_port() -> int:
    """A port of the loopback address that nobody uses."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server that we have started answers."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own server
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"No answer from {address}.")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server that we have started."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def database() -> str:
    """Which database this is."""
    from django.db import connection

    return connection.vendor


# --- what is stated -------------------------------------------------------------------------------


def agency(number: int) -> str:
    """Identifier of an organisation."""
    return f"AGENCY-{number % ORGANISATIONS:02d}"


def about(number: int, things: int) -> Iterator[Statement]:
    """All that is stated about a thing: three versions of one publisher, or fewer of several."""
    from ecliptic.roadmap import Envelope, Statement
    from ecliptic.vocabulary import Firmness, Visibility

    draw = random.Random(SEED + number)  # noqa: S311 - for data, not for secrets
    visibility = draw.choices(list(Visibility), weights=_weights(list(Visibility)))[0]
    firmness = draw.choice(list(Firmness))
    if number < ORGANISATIONS + LOCATIONS:
        visibility, firmness = Visibility.PUBLIC, None
    # Whose first, second and third statement is which version.
    order = draw.choice([((0, 1), (0, 2), (0, 3)), ((0, 1), (0, 2), (1, 1)), ((0, 1), (1, 1), (2, 1))])
    own = draw.randrange(ORGANISATIONS)
    texts = [" ".join(draw.choices(_WORDS, k=14)).capitalize() for _ in range(STATEMENTS_OF_EACH)]
    for place, (publisher, version) in enumerate(order):
        record = _record(number, things, agency(own), texts[place], random.Random(SEED * 3 + number))  # noqa: S311
        marks = {"mass_kg": Visibility.MEMBERS} if number % 20 == 0 and hasattr(record, "mass_kg") else {}
        envelope = Envelope(
            publisher=agency(own + publisher),
            version=version,
            # A few hundred instants for all, as if everybody answered calls.
            stated_at=BEGIN + timedelta(days=300 * place + number % 97),
            firmness=firmness,
            visibility=visibility,
            narrowed=marks,
            sources=(f"Plan of {agency(own + publisher)}, {2024 + place}",),
            unverified=number % 7 == 0,
        )
        yield Statement(record, envelope)


def long_history(identifier: str, versions: int) -> list[Statement]:
    """A thing that its publisher has stated so many times, with two words changed each time."""
    from ecliptic.roadmap import Envelope, Statement
    from ecliptic.vocabulary import Firmness, Mission, PlannedDate

    draw = random.Random(SEED)  # noqa: S311 - for data, not for secrets
    words = draw.choices(_WORDS, k=60)
    made = []
    for version in range(1, versions + 1):
        words[version % 30] = draw.choice(_WORDS)
        words[30 + version % 30] = draw.choice(_WORDS)
        record = Mission(
            id=identifier,
            name=f"Mission {identifier}",
            lead=agency(0),
            launch=PlannedDate.parse(f"{2028 + version % 9}"),
            objective=" ".join(words),
        )
        at = BEGIN + timedelta(hours=version)
        made.append(
            Statement(
                record,
                Envelope(publisher=agency(0), version=version, stated_at=at, firmness=Firmness.PLANNED),
            )
        )
    return made


def _weights(visibilities: list[Any]) -> list[int]:
    shares = {"public": 5, "members": 3, "private": 2}
    return [shares[visibility.value] for visibility in visibilities]


def _record(number: int, things: int, lead: str, words: str, draw: random.Random) -> Any:
    from ecliptic.vocabulary import (
        Contribution,
        Element,
        Location,
        Mission,
        Organisation,
        OrganisationType,
        PlannedDate,
        Role,
    )

    if number < ORGANISATIONS:
        kind = OrganisationType.AGENCY
        return Organisation(id=agency(number), name=f"Agency number {number}", type=kind, country="X")
    if number < ORGANISATIONS + LOCATIONS:
        body = _BODIES[number % len(_BODIES)]
        return Location(id=f"place-{number - ORGANISATIONS:02d}", name=f"Place number {number}", body=body)
    place = f"place-{number % LOCATIONS:02d}"
    day = PlannedDate.parse(f"{2027 + number % 14}-Q{1 + number % 4}")
    if number % 10 < 5:
        return Mission(
            id=f"mission-{number:05d}",
            name=f"Mission number {number} to {place}",
            lead=lead,
            partners=(agency(number + 3), agency(number + 11)),
            destination=place,
            type=("orbiter", "lander", "sample return")[number % 3],
            launch=day,
            status=("study", "development", "flight")[number % 3],
            mass_kg=500.0 + number,
            objective=words,
            elements=(_element(draw.randrange(things)),),
        )
    if number % 10 < 8:
        return Element(
            id=_element(number),
            name=f"Element number {number}",
            lead=lead,
            type=("cargo lander", "habitat", "rover")[number % 3],
            description=words,
            location=place,
            first_use=day,
            mass_kg=100.0 + number,
        )
    return Contribution(
        id=f"contribution-{number:05d}",
        organisation=lead,
        role=Role.LEAD,
        target_kind="element",
        target=_element(draw.randrange(things)),
        title=f"Part number {number}",
        start=day,
        notes=words,
    )


def _element(number: int) -> str:
    """The element with the nearest number that is one."""
    return f"element-{max(number - number % 10 + 5 + number % 3, 55):05d}"


# --- who asks -------------------------------------------------------------------------------------


def _session(account: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _token(account: Any, organisation: Any) -> str:
    from django.utils import timezone

    from ecliptic.server.members.models import ApiToken
    from ecliptic.server.members.secrets import digest_of

    secret = f"ecl_{account.name}_0123456789abcdef"
    ApiToken.objects.create(
        account=account,
        organisation=organisation,
        name="benchmark",
        scope="read",
        secret_digest=digest_of(secret),
        hint="ecl_",
        expires_at=timezone.now() + timedelta(days=1),
    )
    return secret
