"""How long importing 20,000 statements through the interface takes against a bare bulk insert of the same.

Importing means everything: reading the JSON, checking every record, finding what is new, one transaction with
its entry in the log, and the answer. The peer is Django's `bulk_create` of rows that lie ready in memory,
into a table of the same columns and rule, in one transaction. Each run does one after the other on a fresh
database and counts wall time, in which the database works too; the ratio is the median. What the
database's driver needs for values that lie ready is shown as well.

    python benchmarks/api_import.py [--runs 5] [--statements 20000] [--database postgresql://...]

PostgreSQL: python tests/with_postgresql.py python benchmarks/api_import.py
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

LIMIT = 3.0
TEST_DATABASE = "ECLIPTIC_TEST_DATABASE"


def prepare(database: str | None) -> None:
    """Settings of a server with a scratch folder, or with the database given."""
    folder = Path(tempfile.mkdtemp(prefix="ecliptic-benchmark-"))
    os.environ["ECLIPTIC_DATA_FOLDER"] = str(folder)
    os.environ["ECLIPTIC_SECRET_KEY"] = "a key of a benchmark, long enough to be taken for one " * 2
    os.environ["DJANGO_SETTINGS_MODULE"] = "ecliptic.server.settings"
    if database is not None:
        os.environ["ECLIPTIC_DATABASE_URL"] = database
    import atexit

    import django

    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    django.setup()


def body_of(count: int) -> bytes:
    """Missions as an agency's system would send them."""
    from ecliptic.roadmap import Envelope, Statement
    from ecliptic.share.json_file import json_bytes
    from ecliptic.vocabulary import Firmness, Mission, PlannedDate, Visibility

    at = datetime(2026, 1, 31, 12, tzinfo=UTC)
    envelopes = [
        Envelope(
            publisher="ESA", stated_at=at, firmness=firmness, visibility=visibility, sources=("Plan 2026",)
        )
        for firmness in (Firmness.PLANNED, Firmness.CONSIDERED)
        for visibility in Visibility
    ]
    statements = [
        Statement(
            Mission(
                id=f"mission-{number:05d}",
                name=f"Mission number {number} to the Moon",
                lead="ESA",
                launch=PlannedDate.parse(f"{2027 + number % 14}-Q{1 + number % 4}"),
                objective="Carry instruments to the surface, and bring back samples of what they find there.",
            ),
            envelopes[number % len(envelopes)],
        )
        for number in range(count)
    ]
    return json_bytes(statements)


def fresh() -> str:
    """An empty store with a delegate; gives the secret of a token of theirs."""
    from allauth.mfa.models import Authenticator
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from ecliptic.server.members.models import Account, ApiToken, MemberOrganisation, Membership, Role
    from ecliptic.server.members.secrets import digest_of, seal
    from ecliptic.server.statements.picture import PICTURE

    connection.close()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            for path in Path(os.environ["ECLIPTIC_DATA_FOLDER"]).glob("ecliptic.sqlite3*"):
                path.unlink()
        else:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    PICTURE.__init__()  # type: ignore[misc] # as in a process that has just begun
    organisation = MemberOrganisation.objects.create(identifier="ESA", name="ESA")
    account = Account.objects.create_user("delegate@example.org", name="delegate")
    Membership.objects.create(account=account, organisation=organisation, role=Role.DELEGATE)
    # Whoever may state needs a second factor.
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": seal("unused")})
    ApiToken.objects.create(
        account=account,
        organisation=organisation,
        name="benchmark",
        scope="state",
        secret_digest=digest_of("ecl_benchmark"),
        hint="ecl_",
        expires_at=timezone.now() + timedelta(days=1),
    )
    return "ecl_benchmark"


def through_the_interface(body: bytes) -> int:
    """Send one request to the server within this process."""
    from django.test import Client

    response = Client(SERVER_NAME="127.0.0.1").post(
        "/api/v1/statements",
        body,
        content_type="application/json",
        headers={"Authorization": "Bearer ecl_benchmark"},
    )
    assert response.status_code == 200, response.content[:2000]
    return int(response.json()["counts"]["new"])


def rows_of(body: bytes) -> list[Any]:
    """The rows that a store keeps of the statements, ready for another store."""
    from ecliptic.server.statements.models import StoredStatement

    fresh()
    through_the_interface(body)
    rows = list(StoredStatement.objects.order_by("pk"))
    rows_of_one_submission()
    for row in rows:
        row.pk, row.submission_id = None, 1
    return rows


def rows_of_one_submission() -> None:
    """An empty store with a submission that rows may belong to."""
    from ecliptic.server.statements.models import Submission

    fresh()
    now = datetime.now(UTC)
    Submission.objects.create(revision=1, received_at=now, account_name="bare", means="api", count=1)


def bare(rows: list[Any]) -> int:
    """Put rows into the table."""
    from django.db import transaction

    from ecliptic.server.statements.models import StoredStatement

    with transaction.atomic():
        return len(StoredStatement.objects.bulk_create(rows, batch_size=2000))


def bare_tuples(rows: list[Any]) -> tuple[str, list[tuple[Any, ...]]]:
    """The same rows as the driver of the database takes them."""
    from django.db import connection

    from ecliptic.server.statements.models import StoredStatement

    fields = [field for field in StoredStatement._meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(field.column for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [tuple(f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields) for row in rows]
    return f"INSERT INTO {StoredStatement._meta.db_table} ({columns}) VALUES ({marks})", values  # noqa: S608


def by_driver(statement: str, values: list[tuple[Any, ...]]) -> int:
    """Put rows into the table by the driver alone."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, values)
    return len(values)


def seconds(work: Callable[[], int], expected: int) -> float:
    """Wall time of one go."""
    gc.collect()
    start = time.perf_counter()
    assert work() == expected
    return time.perf_counter() - start


def main() -> int:
    """Measure, print, and fail where the limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--statements", type=int, default=20_000)
    parser.add_argument("--database", default=os.environ.get(TEST_DATABASE))
    chosen = parser.parse_args()
    prepare(chosen.database)
    from django.db import connection

    body = body_of(chosen.statements)
    fresh()
    through_the_interface(body_of(10))
    rounds = []
    for _ in range(chosen.runs):
        rows = rows_of(body)
        statement, values = bare_tuples(rows)
        peer = seconds(lambda rows=rows: bare(rows), chosen.statements)
        rows_of_one_submission()
        driver = seconds(lambda s=statement, v=values: by_driver(s, v), chosen.statements)
        del rows, values
        fresh()
        rounds.append((seconds(lambda: through_the_interface(body), chosen.statements), peer, driver))
    ratio = statistics.median(ours / peer for ours, peer, _ in rounds)
    ours, peer, driver = (statistics.median(times) for times in zip(*rounds, strict=True))
    print(f"{chosen.statements} statements, {len(body) / 2**20:.1f} MiB, {connection.vendor}")
    print(f"interface {ours:.2f} s, bare bulk insert {peer:.2f} s, ratio {ratio:.2f} (limit {LIMIT})")
    print(f"the driver alone, with values that lie ready: {driver:.2f} s, {ours / driver:.1f} times as fast")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
