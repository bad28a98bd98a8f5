"""What every template may use."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest
from django.utils.functional import SimpleLazyObject

from ecliptic.server.statements.picture import View


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Who asks, and what they see; both are found only when a template asks for them."""
    return {"actor": getattr(request, "actor", None), "view": SimpleLazyObject(lambda: _view(request))}


def _view(request: HttpRequest) -> View | None:
    """What is seen; none on the page that says that the address asks for what there cannot be."""
    try:
        view: View = cast("Any", request).view
        bool(view.revision)
    except (AttributeError, Http404, SuspiciousOperation):
        return None
    return view
