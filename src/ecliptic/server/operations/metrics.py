"""Counts for Prometheus: requests, and the state of the store and of the work in the background."""

from __future__ import annotations

import hmac
import os
from ipaddress import ip_address
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from ecliptic.server.environment import environment
from ecliptic.server.jobs.models import Run
from ecliptic.server.statements.models import Ledger

REQUESTS = Counter(
    "ecliptic_requests", "Requests by method, route and status.", ("method", "route", "status")
)
REQUEST_SECONDS = Histogram(
    "ecliptic_request_seconds",
    "Time to answer a request.",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


def metrics(request: HttpRequest) -> HttpResponse:
    """The counts of all processes; for the machine itself, or with the token of the environment."""
    if not _may_read(request):
        # Not found rather than refused: nobody else needs to know that it exists.
        raise Http404
    registry: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        collect: Any = MultiProcessCollector
        collect(registry)
    content = generate_latest(registry) + generate_latest(_state_of_the_store())
    return HttpResponse(content, content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token = environment().metrics_token
    if token is not None:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token.get_secret_value()}".encode())
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _state_of_the_store() -> CollectorRegistry:
    registry = CollectorRegistry()
    revision = Gauge("ecliptic_store_revision", "Submissions that the store holds.", registry=registry)
    revision.set(Ledger.objects.values_list("revision", flat=True).first() or 0)
    runs = Gauge("ecliptic_runs", "Runs in the background by state.", ("state",), registry=registry)
    for state in Run.objects.values_list("state", flat=True).distinct():
        runs.labels(state).set(Run.objects.filter(state=state).count())
    return registry
