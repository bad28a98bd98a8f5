"""What is wrong with an input: every fault with its record, field and value, told all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ecliptic.errors import UsageError

_MOST_TOLD = 20


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something in a record of which no plan can be made."""

    kind: str
    id: str
    field: str
    value: str
    message: str
    """What is wrong, and what would be right, in sentences."""

    def __str__(self) -> str:
        place = f"{self.kind} {self.id}, {self.field}" if self.field else f"{self.kind} {self.id}"
        return f'{place}: "{self.value}": {self.message}' if self.value else f"{place}: {self.message}"


def refuse(faults: Iterable[Fault]) -> None:
    """Raise UsageError with all faults, in order; nothing where there are none."""
    told = [str(fault) for fault in sorted(set(faults))]
    if not told:
        return
    more = [f"and {len(told) - _MOST_TOLD} more"] if len(told) > _MOST_TOLD else []
    count = "1 record does" if len(told) == 1 else f"{len(told)} places in records do"
    head = f"No plan can be made, because {count} not hold together:"
    raise UsageError("\n".join([head, *(f"- {line}" for line in [*told[:_MOST_TOLD], *more])]))
