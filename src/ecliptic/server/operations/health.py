"""Whether the server lives, and whether it is ready to answer."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from ecliptic.server.statements.picture import PICTURE

_LOG = logging.getLogger("ecliptic.health")


def live(_request: HttpRequest) -> HttpResponse:
    """The process answers; a supervisor restarts it when it does not."""
    return HttpResponse("alive\n", content_type="text/plain")


def ready(_request: HttpRequest) -> HttpResponse:
    """The database answers, its tables are those of this version, and the roadmap is in memory."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return _not_ready("The tables are of an older version. Run: ecliptic server migrate")
        PICTURE.revision()
    except DatabaseError as error:
        _LOG.warning("not ready", extra={"fault": str(error)})
        return _not_ready("The database does not answer.")
    return HttpResponse("ready\n", content_type="text/plain")


def _not_ready(why: str) -> HttpResponse:
    return HttpResponse(why + "\n", content_type="text/plain", status=503)
