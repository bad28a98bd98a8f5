"""What became of each row of a table that a mapping read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Account:
    """What became of the rows of one sheet under one table of a mapping.

    Where records are made from column headings, it counts the columns of the matrix instead of rows.
    """

    sheet: str | None
    kind: str
    each: str
    rows: int = 0
    """All rows of the sheet, up to the last filled one."""
    above: int = 0
    """Rows above the data: titles and the header itself."""
    empty: int = 0
    """Rows without anything in them."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Rows that a rule left out, by its reason."""
    nothing: int = 0
    """Rows that were read and hold nothing to make a record from, such as no mark."""
    failed: int = 0
    """Rows with a problem."""
    made: int = 0
    """Rows that went into records."""
    marks: int = 0
    """Marked cells of the matrix."""
    records: int = 0
    """Times that a row or mark gave a record, or a part of one."""

    @property
    def is_balanced(self) -> bool:
        """Whether every row is accounted for."""
        parts = self.above, self.empty, self.skipped.total(), self.nothing, self.failed, self.made
        return sum(parts) == self.rows

    def __str__(self) -> str:
        skipped = "".join(f", {count} skipped ({reason})" for reason, count in self.skipped.items())
        unit = "columns" if self.each == "heading" else "rows"
        return (
            f"{self.sheet or 'table'} to {self.kind}: {self.rows} {unit}, {self.above} above the data, "
            f"{self.empty} empty{skipped}, {self.nothing} with nothing to take, {self.failed} with problems, "
            f"{self.made} taken into {self.records} records or parts of records"
        )
