"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Who asks, and what they see; both are found only when a template asks for them."""
    return {"actor": getattr(request, "actor", None), "view": getattr(request, "view", None)}
