"""Addresses for whoever runs the server."""

from __future__ import annotations

from django.urls import path

from ecliptic.server.operations.health import live, ready
from ecliptic.server.operations.metrics import metrics

app_name = "operations"
urlpatterns = [
    path("health/live", live, name="live"),
    path("health/ready", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
]
