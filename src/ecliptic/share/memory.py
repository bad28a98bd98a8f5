"""Memory while many rows are read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Hold back Python's search for unreachable cycles.

    Each row that is read lives on and none is part of a cycle, so going through all of them again and again
    finds nothing and takes nearly half of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
