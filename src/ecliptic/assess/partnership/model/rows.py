"""Gathers the rows of a linear model as arrays and lays them out by row, as the solver takes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ecliptic.assess.partnership.model.problem import Floats, Whole

Term: TypeAlias = tuple[npt.ArrayLike, Whole, npt.ArrayLike]
"""Rows counted from the first of the block, columns, coefficients; a single value stands for all."""


class Matrix(NamedTuple):
    """Rows in compressed form, with their bounds."""

    starts: npt.NDArray[np.int32]
    columns: npt.NDArray[np.int32]
    values: Floats
    lower: Floats
    upper: Floats


@dataclass
class Rows:
    """Blocks of rows, each added by one call for all of its kind."""

    count: int = 0
    _rows: list[Whole] = field(default_factory=list)
    _columns: list[Whole] = field(default_factory=list)
    _values: list[Floats] = field(default_factory=list)
    _lower: list[Floats] = field(default_factory=list)
    _upper: list[Floats] = field(default_factory=list)

    def add(self, count: int, lower: npt.ArrayLike, upper: npt.ArrayLike, *terms: Term) -> Whole:
        """So many rows, each the sum of its terms between its bounds; gives their numbers."""
        for rows, columns, values in terms:
            shape = np.shape(columns)
            self._rows.append(np.broadcast_to(np.asarray(rows, dtype=np.int64) + self.count, shape).ravel())
            self._columns.append(np.asarray(columns, dtype=np.int64).ravel())
            self._values.append(np.broadcast_to(np.asarray(values, dtype=np.float64), shape).ravel())
        self._lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), (count,)))
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), (count,)))
        self.count += count
        return np.arange(self.count - count, self.count)

    def matrix(self) -> Matrix:
        """All rows; coefficients of 0 are left out."""
        rows, columns = np.concatenate(self._rows), np.concatenate(self._columns)
        values = np.concatenate(self._values)
        kept = np.flatnonzero(values)
        order = kept[np.argsort(rows[kept], kind="stable")]
        starts = np.zeros(self.count + 1, dtype=np.int32)
        np.cumsum(np.bincount(rows[order], minlength=self.count), out=starts[1:])
        return Matrix(
            starts,
            columns[order].astype(np.int32),
            np.ascontiguousarray(values[order]),
            np.concatenate(self._lower),
            np.concatenate(self._upper),
        )
