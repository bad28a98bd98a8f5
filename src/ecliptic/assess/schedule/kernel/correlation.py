"""What durations have in common: correlation matrices and common causes, as mixtures of normal sources.

A Gaussian copula: each correlated duration follows a standard normal Z, and takes the quantile of its own
shape at the chance of Z. So ranks go together as those of the normals, and each duration keeps its
distribution. R. B. Nelsen, An Introduction to Copulas, 2006, section 2.3; for two durations with correlation
r of the normals, Spearman's rank correlation is 6/π asin(r/2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ecliptic.assess.schedule.kernel.arrays import Reals
from ecliptic.errors import UsageError

SMALLEST = 1e-9
"""Eigenvalues of a matrix of n may be below nought by n times this, which rounding explains."""


@dataclass(frozen=True, slots=True)
class Correlated:
    """Activities whose normals have the given correlations, row by row in the order of the activities."""

    activities: tuple[int, ...]
    matrix: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class CommonCause:
    """Something that lengthens or shortens several activities together: a programme, a supplier, a budget.

    `loadings` give for each activity the correlation of its normal with the cause, from -1 to 1. Two
    activities then correlate by the product of their loadings, added up over the causes that they share.
    """

    loadings: Mapping[int, float]


Mixture = dict[int, list[tuple[int, float]]]
"""For each correlated activity the sources of its normal and their weights."""


def mixtures(groups: Sequence[Correlated], causes: Sequence[CommonCause]) -> tuple[Mixture, list[int]]:
    """The mixtures of all correlated activities, and of each source its activity, or -1 - cause.

    An activity may be in one matrix only, and where it is, in no common cause.
    """
    parts: Mixture = {}
    owners: list[int] = []
    for group in groups:
        root = root_of(group.matrix)
        if set(group.activities) & set(parts) or len(set(group.activities)) < len(group.activities):
            message = (
                "An activity stands in more than one correlation matrix, or twice in one; put it in one."
            )
            raise UsageError(message)
        if len(root) != len(group.activities):
            message = (
                f"{len(group.activities)} activities need as many rows of correlations, not {len(root)}."
            )
            raise UsageError(message)
        for row, activity in zip(root, group.activities, strict=True):
            parts[activity] = [(len(owners) + k, float(w)) for k, w in enumerate(row) if w]
        owners.extend(group.activities)
    _add_causes(causes, parts, owners)
    return parts, owners


def root_of(matrix: Sequence[Sequence[float]]) -> Reals:
    """A lower triangular root L of a correlation matrix, L Lᵀ being the matrix; singular ones are allowed."""
    given = np.asarray(matrix, dtype=np.float64)
    if given.ndim != 2 or given.shape[0] != given.shape[1]:
        message = f"A correlation matrix has as many rows as columns; this one has the shape {given.shape}."
        raise UsageError(message)
    if not np.all(np.isfinite(given)) or np.abs(given).max(initial=0) > 1 + SMALLEST:
        message = "A correlation lies between -1 and 1; this matrix has another number."
        raise UsageError(message)
    if (
        np.abs(given - given.T).max(initial=0) > SMALLEST
        or np.abs(np.diag(given) - 1).max(initial=0) > SMALLEST
    ):
        message = "A correlation matrix is the same across its diagonal, and 1 on it; this one is not."
        raise UsageError(message)
    values, vectors = np.linalg.eigh(given)
    if values.min(initial=1) < -SMALLEST * len(given):
        message = (
            "These correlations cannot hold together: the smallest eigenvalue of the matrix is "
            f"{values.min():.4g}. Make some of them smaller."
        )
        raise UsageError(message)
    # The triangle of a QR of the symmetric root is a Cholesky factor that also exists for singular matrices.
    triangle = np.asarray(np.linalg.qr((vectors * np.sqrt(np.maximum(values, 0))).T, mode="r"))
    signs = np.where(np.diag(triangle) < 0, -1.0, 1.0)
    return np.asarray(np.tril((triangle * signs[:, None]).T), dtype=np.float64)


def _add_causes(causes: Sequence[CommonCause], parts: Mixture, owners: list[int]) -> None:
    shared: Mixture = {}
    for number, cause in enumerate(causes):
        for activity, loading in cause.loadings.items():
            if not -1 <= loading <= 1:
                message = f"A loading on a common cause lies between -1 and 1; {loading} was given."
                raise UsageError(message)
            if activity in parts:
                message = (
                    f"Activity {activity} stands in a correlation matrix and under a common cause. Put what "
                    "they have in common into the matrix."
                )
                raise UsageError(message)
            shared.setdefault(activity, []).append((len(owners), float(loading)))
        owners.append(-1 - number)
    for activity, loadings in sorted(shared.items()):
        own = 1.0 - sum(loading**2 for _, loading in loadings)
        if own < -SMALLEST:
            message = (
                f"The squares of activity {activity}'s loadings on common causes add up to {1 - own:.4g}; "
                "they may add up to 1 at most."
            )
            raise UsageError(message)
        parts[activity] = loadings
        if own > SMALLEST:
            parts[activity] = [*loadings, (len(owners), float(np.sqrt(own)))]
            owners.append(activity)
