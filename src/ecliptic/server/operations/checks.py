"""Whether an installation is as it should be: settings, tables, store, editions, log."""

from __future__ import annotations

from collections.abc import Iterator

from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ecliptic.server.audit.log import verify
from ecliptic.server.environment import environment
from ecliptic.server.operations.serving import production_faults
from ecliptic.server.statements.editions import is_unchanged
from ecliptic.server.statements.models import Edition, Ledger, StoredStatement, Submission


def findings() -> Iterator[str]:
    """What is not as it should be, a sentence each."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "The tables are of an older version. Run: ecliptic server migrate"
        return
    if environment().secure:
        yield from production_faults()
        yield from (str(fault) for fault in checks.run_checks(include_deployment_checks=True))
    yield from verify()
    yield from _of_the_store()
    for edition in Edition.objects.all():
        if not is_unchanged(edition):
            yield f"The edition {edition.slug} no longer gives the digest {edition.digest}."


def _of_the_store() -> Iterator[str]:
    ledger = Ledger.objects.first()
    newest = Submission.objects.order_by("-revision").first()
    if (ledger.revision if ledger else 0) != (newest.revision if newest else 0):
        yield "The ledger and the newest submission are not of one revision."
    said = sum(Submission.objects.values_list("count", flat=True))
    held = StoredStatement.objects.count()
    if said != held:
        yield f"The submissions tell of {said} statements, and the store holds {held}."
