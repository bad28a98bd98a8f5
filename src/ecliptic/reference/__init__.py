"""The reference roadmap that ships with the program: one package for each publisher, in `packages`.

`ecliptic.reference` is this module, and calling it gives the roadmap: `ecliptic.reference()`.
"""

from __future__ import annotations

import sys
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from ecliptic.roadmap import Roadmap, Statement, Viewer
from ecliptic.share.reading import read

PACKAGES = Path(__file__).parent / "packages"


@lru_cache(maxsize=1)
def statements() -> tuple[Statement, ...]:
    """Every statement of the reference roadmap, past ones included."""
    return read(PACKAGES).statements


def load(*, as_of: datetime | None = None, viewer: Viewer | None = None) -> Roadmap:
    """The reference roadmap; with `as_of` as it was known then, with `viewer` what they may see of it."""
    if as_of is None and viewer is None:
        return _whole()
    return Roadmap.build(statements(), as_of=as_of, viewer=viewer)


@lru_cache(maxsize=1)
def _whole() -> Roadmap:
    return Roadmap.build(statements())


class ReferenceModule(ModuleType):
    """This module, made callable: Python enters a module in its package under the name that the call has."""

    statements = staticmethod(statements)
    load = staticmethod(load)

    def __call__(self, *, as_of: datetime | None = None, viewer: Viewer | None = None) -> Roadmap:
        """The same as `load`."""
        return load(as_of=as_of, viewer=viewer)


sys.modules[__name__].__class__ = ReferenceModule
