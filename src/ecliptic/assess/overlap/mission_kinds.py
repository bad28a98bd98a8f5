"""Kinds of mission that can be compared, told from the words in which plans describe them."""

from __future__ import annotations

import re
from functools import lru_cache

# A type such as "orbiter+lander+rover" belongs to several kinds. Words that say how a mission is built and
# not what it does, such as "cubesat", belong to none: two cubesats need have nothing in common.
_WORDS: tuple[tuple[str, str], ...] = (
    ("lander", r"lander|landing|landers"),
    ("orbiter", r"orbiters?"),
    ("rover", r"(?:micro-)?rovers?"),
    ("hopper", r"hoppers?"),
    ("relay", r"relays?|comms?|communications?|telecommunications?"),
    ("navigation", r"navigation|nav|pnt|positioning"),
    ("sample-return", r"sample[ -]return"),
    ("station", r"(?:space )?stations?"),
    ("surface-base", r"bases?|habitats?|habitation"),
    ("crewed-flight", r"crewed|crew|capsules?"),
    ("cargo", r"cargo|logistics|resupply"),
    ("rotorcraft", r"rotorcraft|helicopters?"),
    ("flyby", r"(?:multi-)?fly-?bys?"),
    ("impactor", r"impactors?"),
    ("telescope", r"telescopes?|observatory"),
    ("robotic-arm", r"robotics|robotic arm|manipulator"),
    ("tug", r"tugs?"),
)
_PATTERNS = tuple(
    (kind, re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)) for kind, words in _WORDS
)
_UNCREWED = re.compile(r"(?<!\w)(?:uncrewed|crewed (?=rover|lander))", re.IGNORECASE)

LABELS: dict[str, str] = {
    **{kind: kind.replace("-", " ") for kind, _ in _WORDS},
    "crewed-flight": "crew vehicle",
    "robotic-arm": "robotic arm",
}
"""What people call each kind."""

INTEROPERABLE: frozenset[str] = frozenset({"relay", "navigation"})
"""Kinds of which several systems are meant to serve the same users."""


@lru_cache(maxsize=4096)
def kinds_of(description: str | None) -> tuple[str, ...]:
    """Every kind that a mission's type names; none where it is missing or says too little."""
    if description is None:
        return ()
    # "uncrewed capsule test" and "crewed rover" are no flights of people by themselves.
    plain = _UNCREWED.sub("", description)
    return tuple(kind for kind, pattern in _PATTERNS if pattern.search(plain))
