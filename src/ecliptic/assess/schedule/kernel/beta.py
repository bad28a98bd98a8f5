"""Quantiles of beta distributions, as tables of cubics."""

from __future__ import annotations

from math import lgamma

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.assess.schedule.kernel.shapes import BINS_OF_OCTAVE, OCTAVES

MOST_STEPS, MOST_FRACTIONS = 80, 300


def quantile_table(alpha: float, beta: float) -> Reals:
    """Coefficients of the cubic in each bin of chance, by place in the bin; both parameters at least 1.

    First the lower half: octaves [1/4, 1/2], [1/8, 1/4] and so on, each in bins of equal width; then the
    upper half, by the chance left. Beyond the last octave its outermost value stays.
    """
    lower, upper = _half(alpha, beta), _half(beta, alpha)
    upper *= -1.0
    upper[:, 0] += 1.0
    return np.vstack((lower, upper))


def beta_chance(x: Reals, alpha: float, beta: float) -> Reals:
    """The regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun 26.5.8)."""
    flip = x > (alpha + 1) / (alpha + beta + 2)
    y = np.where(flip, 1 - x, x)
    a, b = np.where(flip, beta, alpha), np.where(flip, alpha, beta)
    with np.errstate(divide="ignore"):
        front = np.exp(a * np.log(y) + b * np.log1p(-y) - _log_beta(alpha, beta)) / a
    value = front / _fraction(y, a, b)
    return np.asarray(np.where(flip, 1 - value, value), dtype=np.float64)


def beta_density(x: Reals, alpha: float, beta: float) -> Reals:
    """The density of the beta distribution inside (0, 1)."""
    return np.asarray(
        np.exp((alpha - 1) * np.log(x) + (beta - 1) * np.log1p(-x) - _log_beta(alpha, beta)), dtype=np.float64
    )


def _log_beta(alpha: float, beta: float) -> float:
    return lgamma(alpha) + lgamma(beta) - lgamma(alpha + beta)


def _fraction(x: Reals, a: Reals, b: Reals) -> Reals:
    """1 + d1/(1 + d2/(1 + ...)), by Lentz's method."""
    value, c, d = np.ones_like(x), np.ones_like(x), np.zeros_like(x)
    for step in range(1, MOST_FRACTIONS):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + term * d)
        c = 1 + term / c
        value *= c * d
        if np.all(np.abs(c * d - 1) < 1e-15):
            break
    return value


def _half(alpha: float, beta: float) -> Reals:
    edges = np.concatenate(
        [np.linspace(1, 2, BINS_OF_OCTAVE + 1) * 0.25 / 2**octave for octave in range(OCTAVES)]
    )
    x = _quantiles(edges, alpha, beta)
    slope = 1 / beta_density(x, alpha, beta)
    x, slope, edges = (part.reshape(OCTAVES, -1) for part in (x, slope, edges))
    width = np.diff(edges, axis=1)
    start, end = x[:, :-1], x[:, 1:]
    rise, fall = slope[:, :-1] * width, slope[:, 1:] * width
    cubics = (start, rise, 3 * (end - start) - 2 * rise - fall, 2 * (start - end) + rise + fall)
    return np.stack([part.ravel() for part in cubics], axis=1)


def _quantiles(chance: Reals, alpha: float, beta: float) -> Reals:
    """Newton's steps, kept between bounds that close in."""
    low, high = np.zeros_like(chance), np.ones_like(chance)
    x = np.full_like(chance, alpha / (alpha + beta))
    for _ in range(MOST_STEPS):
        miss = beta_chance(x, alpha, beta) - chance
        low, high = np.where(miss < 0, x, low), np.where(miss > 0, x, high)
        step = x - miss / beta_density(x, alpha, beta)
        # In the far tail Newton creeps; halving the logarithm's range does not.
        inside = (step > low) & (step < high)
        new = np.where(inside, step, np.where(low > 0, np.sqrt(low * high), high / 16))
        if np.all(np.abs(new - x) <= 1e-15 + 1e-13 * x):
            return new
        x = new
    return x
