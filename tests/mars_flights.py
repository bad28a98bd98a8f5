"""How much speed a flight to Mars takes, by the day on which it leaves.

Mean elements: E. M. Standish, Keplerian Elements for Approximate Positions of the Major Planets, table 1
(1800 to 2050): semi-major axis in au, eccentricity, inclination, mean longitude, longitude of perihelion and
of the node in degrees, with their rates per century. Flight: H. D. Curtis, Orbital Mechanics for Engineering
Students, section 5.3 (Lambert's problem by universal variables), less than one revolution.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

SUN_KM3_S2 = 1.32712440018e11
AU_KM = 149_597_870.7
J2000 = date(2000, 1, 1)

ELEMENTS = {
    "Earth and Moon": (
        (1.00000261, 0.01671123, -0.00001531, 100.46457166, 102.93768193, 0.0),
        (0.00000562, -0.00004392, -0.01294668, 35999.37244981, 0.32327364, 0.0),
    ),
    "Mars": (
        (1.52371034, 0.09339410, 1.84969142, -4.55343205, -23.94362959, 49.55953891),
        (0.00001847, 0.00007882, -0.00813131, 19140.30268499, 0.44441088, -0.29257343),
    ),
}


def least_speed_km_s(day: date) -> float:
    """Least sum of the speeds, relative to the planets, at which a flight leaves Earth and reaches Mars."""
    flight_d = np.arange(120.0, 421.0, 5.0)
    left = np.full(flight_d.shape, (day - J2000).days - 0.5)
    at_earth, with_earth = _state("Earth and Moon", left)
    at_mars, with_mars = _state("Mars", left + flight_d)
    leaving, coming = _lambert(at_earth, at_mars, flight_d * 86_400)
    speeds = np.linalg.norm(leaving - with_earth, axis=0) + np.linalg.norm(coming - with_mars, axis=0)
    return float(speeds.min())


def _state(planet: str, days: Numbers) -> tuple[Numbers, Numbers]:
    """Place in km and velocity in km/s, days after J2000."""
    start, rate = ELEMENTS[planet]
    century = days / 36_525
    a, e, incline, mean, perihelion, node = (s + r * century for s, r in zip(start, rate, strict=True))
    anomaly = np.radians((mean - perihelion + 180) % 360 - 180)
    eccentric = anomaly.copy()
    for _ in range(8):
        eccentric -= (eccentric - e * np.sin(eccentric) - anomaly) / (1 - e * np.cos(eccentric))
    motion = np.sqrt(SUN_KM3_S2 / (a * AU_KM) ** 3) / (1 - e * np.cos(eccentric))
    minor = np.sqrt(1 - e * e)
    x, y = a * AU_KM * (np.cos(eccentric) - e), a * AU_KM * minor * np.sin(eccentric)
    vx = -a * AU_KM * motion * np.sin(eccentric)
    vy = a * AU_KM * motion * minor * np.cos(eccentric)
    w, n, i = np.radians(perihelion - node), np.radians(node), np.radians(incline)
    along = np.array(
        [
            np.cos(w) * np.cos(n) - np.sin(w) * np.sin(n) * np.cos(i),
            np.cos(w) * np.sin(n) + np.sin(w) * np.cos(n) * np.cos(i),
            np.sin(w) * np.sin(i),
        ]
    )
    across = np.array(
        [
            -np.sin(w) * np.cos(n) - np.cos(w) * np.sin(n) * np.cos(i),
            -np.sin(w) * np.sin(n) + np.cos(w) * np.cos(n) * np.cos(i),
            np.cos(w) * np.sin(i),
        ]
    )
    return along * x + across * y, along * vx + across * vy


def _lambert(first: Numbers, last: Numbers, flight_s: Numbers) -> tuple[Numbers, Numbers]:
    """Velocities at both ends of a flight in the sense in which the planets go round, by bisection."""
    r1, r2 = np.linalg.norm(first, axis=0), np.linalg.norm(last, axis=0)
    turn = np.arccos(np.clip(np.sum(first * last, axis=0) / (r1 * r2), -1, 1))
    turn = np.where(first[0] * last[1] < first[1] * last[0], 2 * np.pi - turn, turn)
    shape = np.sin(turn) * np.sqrt(r1 * r2 / (1 - np.cos(turn)))
    low, high = np.full(turn.shape, -30.0), np.full(turn.shape, 4 * np.pi**2 - 1e-3)
    for _ in range(50):
        z = (low + high) / 2
        c, s = _stumpff(z)
        y = r1 + r2 + shape * (z * s - 1) / np.sqrt(c)
        kept = np.maximum(y, 1.0)
        took = ((kept / c) ** 1.5 * s + shape * np.sqrt(kept)) / np.sqrt(SUN_KM3_S2)
        short = (y <= 0) | (took < flight_s)
        low, high = np.where(short, z, low), np.where(short, high, z)
    f, g, back = 1 - kept / r1, shape * np.sqrt(kept / SUN_KM3_S2), 1 - kept / r2
    return (last - f * first) / g, (back * last - first) / g


def _stumpff(z: Numbers) -> tuple[Numbers, Numbers]:
    root = np.sqrt(np.maximum(np.abs(z), 1e-8))
    c = np.where(z > 0, (1 - np.cos(root)) / root**2, (np.cosh(root) - 1) / root**2)
    s = np.where(z > 0, (root - np.sin(root)) / root**3, (np.sinh(root) - root) / root**3)
    return c, s
