"""The line in the masthead: the ecliptic on the celestial sphere, with Sun, Moon and planets of a day.

Orbits are taken as ellipses in one plane, with the elements of E. M. Standish, "Keplerian elements for
approximate positions of the major planets" (valid 1800 to 2050). A picture a few pixels high needs no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import asin, atan, atan2, cos, degrees, hypot, pi, radians, sin, tan

from markupsafe import Markup

from ecliptic.publish.svg import tag, together

OBLIQUITY = 23.44
"""Angle between the ecliptic and the celestial equator, in degrees."""

_J2000 = date(2000, 1, 1).toordinal()
_DAYS_IN_CENTURY = 36525
_TURN = 360.0
_EDGE = 37.0
_HOURS = 24
_STEP = 6
_NAMED_HOURS = (6, 12, 18)
_NAMED_SIZE = 1.6
_ROOM = 0.06


@dataclass(frozen=True, slots=True)
class _Orbit:
    """An ellipse: mean longitude at J2000 and its rate tell where on it, the perihelion how it lies."""

    axis_au: float
    eccentricity: float
    longitude_deg: float
    rate_deg_century: float
    perihelion_deg: float


_EARTH = _Orbit(1.00000261, 0.01671123, 100.46457166, 35999.37244981, 102.93768193)
_PLANETS: Mapping[str, _Orbit] = {
    "Mercury": _Orbit(0.38709927, 0.20563593, 252.25032350, 149472.67411175, 77.45779628),
    "Venus": _Orbit(0.72333566, 0.00677672, 181.97909950, 58517.81538729, 131.60246718),
    "Mars": _Orbit(1.52371034, 0.09339410, -4.55343205, 19140.30268499, -23.94362959),
    "Jupiter": _Orbit(5.20288700, 0.04838624, 34.39644051, 3034.74612775, 14.72847983),
    "Saturn": _Orbit(9.53667594, 0.05386179, 49.95424423, 1222.49362201, 92.59887831),
}
_RADII = {"Mercury": 1.8, "Venus": 2.8, "Mars": 2.4, "Jupiter": 3.6, "Saturn": 2.9, "Moon": 3.2, "Sun": 5.2}


def longitudes(day: date) -> dict[str, float]:
    """Ecliptic longitudes in degrees at noon of a day, as seen from the Earth."""
    since = float(day.toordinal() - _J2000)
    x, y = _place(_EARTH, since)
    seen = {}
    for name, orbit in _PLANETS.items():
        there = _place(orbit, since)
        seen[name] = degrees(atan2(there[1] - y, there[0] - x)) % _TURN
    # The Moon's mean motion with the equation of the centre, its largest term.
    anomaly = radians(134.963 + 13.064993 * since)
    seen["Moon"] = (218.316 + 13.176396 * since + 6.289 * sin(anomaly)) % _TURN
    seen["Sun"] = degrees(atan2(-y, -x)) % _TURN
    return seen


def _place(orbit: _Orbit, days: float) -> tuple[float, float]:
    longitude = orbit.longitude_deg + orbit.rate_deg_century * days / _DAYS_IN_CENTURY
    mean = radians((longitude - orbit.perihelion_deg) % _TURN)
    eccentric = mean
    for _ in range(6):
        wrong = eccentric - orbit.eccentricity * sin(eccentric) - mean
        eccentric -= wrong / (1 - orbit.eccentricity * cos(eccentric))
    along = orbit.axis_au * (cos(eccentric) - orbit.eccentricity)
    across = orbit.axis_au * (1 - orbit.eccentricity**2) ** 0.5 * sin(eccentric)
    turn = atan2(across, along) + radians(orbit.perihelion_deg)
    distance = hypot(along, across)
    return distance * cos(turn), distance * sin(turn)


def _chart(longitude: float) -> tuple[float, float]:
    """Shares of the width and the height for a longitude; east is to the left, as star charts have it."""
    turned, tilt = radians(longitude), radians(OBLIQUITY)
    ascension = atan2(sin(turned) * cos(tilt), cos(turned)) % (2 * pi)
    declination = asin(sin(tilt) * sin(turned))
    return 1 - ascension / (2 * pi), _height(degrees(declination))


def _height(declination: float) -> float:
    return 0.5 - declination / (2 * _EDGE)


@lru_cache(maxsize=1)
def _line() -> str:
    """The ecliptic as a path on a field of 360 by 60."""
    points = []
    for ascension in range(0, 361, _STEP):
        declination = degrees(atan(tan(radians(OBLIQUITY)) * sin(radians(ascension))))
        points.append(f"{360 - ascension} {60 * _height(declination):.1f}")
    return "M" + "L".join(reversed(points))


@lru_cache(maxsize=64)
def sky(day: date, *, named: bool = False) -> Markup:
    """The chart of a day, as wide as its place; `named` writes hours and names beside."""
    field = tag(
        "svg",
        tag("path", d="M0 30H360", class_="sky-equator"),
        tag("path", d=_line(), class_="sky-line"),
        viewBox="0 0 360 60",
        preserveAspectRatio="none",
        width="100%",
        height="100%",
    )
    places = {name: _chart(longitude) for name, longitude in longitudes(day).items()}
    size = _NAMED_SIZE if named else 1.0
    bodies = [_body(name, place, size) for name, place in places.items()]
    names = _names(places) if named else []
    classes = "sky sky-named" if named else "sky"
    return tag("svg", _hours(named=named), field, *bodies, *names, class_=classes, aria_hidden="true")


def _hours(*, named: bool) -> Markup:
    ticks = []
    for hour in range(1, _HOURS):
        x = f"{100 * (1 - hour / _HOURS):.3f}%"
        main = hour in _NAMED_HOURS
        ticks.append(tag("line", x1=x, x2=x, y1="0" if main else "95%", y2="100%", class_="sky-hour"))
        if main and named:
            ticks.append(tag("text", f"{hour} h", x=x, y="100%", dx=7, dy=-8, class_="sky-word"))
    return together(ticks)


def _body(name: str, place: tuple[float, float], size: float) -> Markup:
    x, y = _per_cent(place)
    radius = round(_RADII[name] * size, 2)
    parts = [tag("circle", tag("title", name), cx=x, cy=y, r=radius, class_=f"sky-{name.lower()}")]
    if name == "Sun":
        parts.insert(0, tag("circle", cx=x, cy=y, r=round(2.1 * radius, 2), class_="sky-halo"))
    if name == "Saturn":
        width, height = round(1.9 * radius, 2), round(0.55 * radius, 2)
        parts.insert(0, tag("ellipse", cx=x, cy=y, rx=width, ry=height, class_="sky-ring"))
    return tag("g", *parts)


def _names(places: Mapping[str, tuple[float, float]]) -> list[Markup]:
    """The names above the bodies, below where another is near, and none where both would be crossed."""
    names = []
    last = {"above": -1.0, "below": -1.0}
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        side = next((side for side, edge in last.items() if place[0] - edge > _ROOM), None)
        if side is not None:
            last[side] = place[0]
            x, y = _per_cent(place)
            shift = _RADII[name] * _NAMED_SIZE * (2.1 if name == "Sun" else 1)
            dy = round(-shift - 7 if side == "above" else shift + 16, 1)
            names.append(tag("text", name, x=x, y=y, dy=dy, class_="sky-word sky-name"))
    return names


def _per_cent(place: tuple[float, float]) -> tuple[str, str]:
    return f"{100 * place[0]:.2f}%", f"{100 * place[1]:.2f}%"
