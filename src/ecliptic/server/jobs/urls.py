"""Addresses of this part of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ecliptic.server.jobs.views import parts, questions, runs

app_name = "jobs"
_RUN = "runs/<uuid:uuid>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("assessments/", questions.index, name="questions"),
    path("assessments/<str:name>/", questions.question, name="question"),
    path("runs/", questions.runs, name="runs"),
    path(f"{_RUN}.json", runs.run_json, name="run-json"),
    path(f"{_RUN}/", runs.run, name="run"),
    path(f"{_RUN}/progress", runs.progress, name="progress"),
    path(f"{_RUN}/cancel", runs.cancel, name="cancel"),
    path(f"{_RUN}/again", runs.again, name="again"),
    path(f"{_RUN}/result.json", runs.result, name="result"),
    path(f"{_RUN}/findings.json", parts.findings, {"form": "json"}, name="findings-json"),
    path(f"{_RUN}/findings.csv", parts.findings, {"form": "csv"}, name="findings-csv"),
    path(f"{_RUN}/findings/", parts.findings, name="findings"),
    path(f"{_RUN}/figures/<str:name>.svg", parts.figure, {"form": "svg"}, name="figure-svg"),
    path(f"{_RUN}/figures/<str:name>.json", parts.figure, {"form": "json"}, name="figure-json"),
    path(f"{_RUN}/figures/<str:name>/", parts.figure, name="figure"),
    path(f"{_RUN}/tables/<str:name>.json", parts.table, {"form": "json"}, name="table-json"),
    path(f"{_RUN}/tables/<str:name>.csv", parts.table, {"form": "csv"}, name="table-csv"),
    path(f"{_RUN}/tables/<str:name>/", parts.table, name="table"),
]
