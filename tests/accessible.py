"""What keeps somebody from using a page, as axe-core and the width of the window tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from how_long import THOROUGH

if TYPE_CHECKING:
    from playwright.sync_api import Page

COLOURS = ("color-contrast",)
"""Rules whose outcome depends on the theme."""


def violations(page: Page, rules: Mapping[str, Any] | None = None, only: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds wrong: by all rules but those switched off, or by few."""
    from axe_playwright_python.sync_playwright import Axe

    # axe tells at length of all that is right unless it is asked not to.
    options: dict[str, Any] = {"resultTypes": ["violations"], "rules": rules or {}}
    if only:
        options["runOnly"] = list(only)
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]


def faults(page: Page, width: int, theme: Any, only: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with a page in a window of this width and in this theme; the page stays so."""
    page.set_viewport_size({"width": width, "height": 900})
    # A colour on its way from one theme to the other is in neither.
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    wide = page.evaluate("document.documentElement.scrollWidth")
    too_wide = [f"{wide} px wide in a window of {width} px"] if wide > width else []
    return [*too_wide, *violations(page, only=only)]


def faults_of_themes(page: Page) -> list[str]:
    """What is wrong in the light on a wide screen and in the dark on a phone; there, mostly colours alone."""
    in_the_dark = () if THOROUGH else COLOURS
    return [*faults(page, 1280, "light"), *faults(page, 390, "dark", only=in_the_dark)]
