"""What the caller hears while a sweep runs, and how the caller ends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ecliptic.errors import EclipticError


class SweepCancelledError(EclipticError):
    """The caller ended a sweep before every case was answered; nothing of it is kept."""


@dataclass(frozen=True)
class Watch:
    """Tells of progress and asks whether to go on."""

    total: int
    progress: Callable[[int, int], None] | None = None
    cancelled: Callable[[], bool] | None = None

    def tell(self, done: int) -> None:
        """Say how many cases are done."""
        if self.progress is not None:
            self.progress(done, self.total)

    def go_on(self, done: int) -> None:
        """Raise SweepCancelledError if the caller wants to end."""
        if self.cancelled is not None and self.cancelled():
            message = f"The sweep was ended after {done} of {self.total} cases. Nothing of it was kept."
            raise SweepCancelledError(message)
