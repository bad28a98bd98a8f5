"""Addresses of this part of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from ecliptic.server.sharing.views import desk, statements, uploads

app_name = "sharing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("calls/", include("ecliptic.server.sharing.calls.urls")),
    path("share/", desk.desk, name="desk"),
    path("share/workbook.xlsx", desk.workbook, name="workbook"),
    path("share/package.zip", desk.package, name="package"),
    path("share/statements.json", desk.json_file, name="json"),
    path("share/statements/<str:plural>/", desk.statements, name="statements"),
    path("share/upload/", uploads.upload, name="upload"),
    path("share/uploads/<uuid:uuid>/", uploads.preview, name="preview"),
    path("share/uploads/<uuid:uuid>/decision/", uploads.decide, name="decide"),
    path("share/new/", desk.kinds, name="kinds"),
    path("share/new/<str:plural>/", statements.create, name="create"),
    path("share/edit/<str:plural>/<path:identifier>", statements.edit, name="edit"),
    path("share/withdraw/<str:plural>/<path:identifier>", statements.withdraw, name="withdraw"),
    path("share/confirm/<str:plural>/<path:identifier>", statements.confirm, name="confirm"),
]
