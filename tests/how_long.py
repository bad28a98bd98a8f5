"""How long tests may look: in every run at what each part shows, thoroughly when asked for."""

from __future__ import annotations

import os

import pytest

THOROUGH = os.environ.get("ECLIPTIC_TESTS") == "thorough"

THEMES_AND_WIDTHS = [
    pytest.param("light", 390, id="light-390"),
    pytest.param("dark", 1280, id="dark-1280"),
    pytest.param("light", 1280, id="light-1280", marks=pytest.mark.thorough),
    pytest.param("dark", 390, id="dark-390", marks=pytest.mark.thorough),
]
"""Each theme and each width once in every run; the other two pairs thoroughly."""
