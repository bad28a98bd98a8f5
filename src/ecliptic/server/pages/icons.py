"""Small line drawings that stand beside words, never instead of them; drawn on a grid of 24."""

from __future__ import annotations

from markupsafe import Markup

from ecliptic.publish.svg import tag

_PATHS = {
    "account": "M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.6-4 3.5-6 7.5-6s6.9 2 7.5 6",
    "alert": "M12 4 2.8 19.5h18.4ZM12 10v4.5M12 16.8v.4",
    "back": "M20 12H5M11 5.5 4.5 12l6.5 6.5",
    "calendar": "M4.5 6h15v14h-15ZM4.5 10h15M8.5 3.5V7M15.5 3.5V7",
    "check": "m5 12.5 4.5 4.5L19.5 7",
    "clock": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7v5.3l3.5 2",
    "close": "m6 6 12 12M18 6 6 18",
    "download": "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
    "edit": "M4.5 19.5 6 14.5 16 4.5l3.5 3.5-10 10ZM14 6.5 17.5 10",
    "filter": "M4 6.5h16M7 12h10M10 17.5h4",
    "globe": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM3.5 12h17M12 3.5c-5 5-5 12 0 17 5-5 5-12 0-17Z",
    "half": (
        "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 3.5v17M12 8l6.5-2.5M12 12.5l8.4-2M12 17l6.5-2.5"
    ),
    "history": "M4 12a8 8 0 1 0 2.6-5.9L4 8.5M4 4v4.5h4.5M12 8v4.5l3 1.8",
    "info": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 11v5.5M12 7.6v.4",
    "key": "M8 15.5a4.5 4.5 0 1 0 0-.01ZM11.2 12.2 19.5 4M16 7.5l3 3",
    "lock": "M5.5 11h13v9.5h-13ZM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11",
    "members": (
        "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.8 19.5c.4-3.6 2.7-5.5 6.2-5.5s5.8 1.9 6.2 5.5"
        "M15.5 4.9a3.5 3.5 0 0 1 0 6.2M17.5 14.5c2.2.7 3.4 2.4 3.7 5"
    ),
    "menu": "M4 7h16M4 12h16M4 17h16",
    "more": "m6 9.5 6 6 6-6",
    "next": "M4 12h15M13 5.5l6.5 6.5-6.5 6.5",
    "plus": "M12 5v14M5 12h14",
    "search": "M10.5 17.5a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM15.7 15.7 20.5 20.5",
    "table": "M4 5h16v14H4ZM4 9.5h16M4 14h16M10 9.5V19",
    "upload": "M12 16V5M7 9.5l5-5 5 5M4.5 20h15",
}


def icon(name: str) -> Markup:
    """The drawing of that name, hidden from those who hear the page."""
    return tag("svg", tag("path", d=_PATHS[name]), class_="icon", viewBox="0 0 24 24", aria_hidden="true")


def names() -> tuple[str, ...]:
    """Every drawing there is."""
    return tuple(_PATHS)
