"""What is installed where answers are worked out: only like workers give the same answers to the bit."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

# What answers are worked out with, and what carries them.
PACKAGES = ("ecliptic", "pydantic", "numpy", "scipy", "numba", "highspy", "distributed", "cloudpickle")
_PYTHON, _MACHINE = "Python", "processor architecture"

Installed = Mapping[str, str | None]


def installed() -> Installed:
    """Versions here; None where a package is not installed."""
    here: dict[str, str | None] = {_PYTHON: _short(sys.version), _MACHINE: platform.machine()}
    for package in PACKAGES:
        try:
            here[package] = version(package)
        except PackageNotFoundError:
            here[package] = None
    return here


def reported(packages: Mapping[str, str | None], host: Mapping[str, str]) -> Installed:
    """The same, from what Dask tells of a worker without loading anything of ours there."""
    there: dict[str, str | None] = {_PYTHON: _short(host["python"]), _MACHINE: host["machine"]}
    return {**there, **{package: packages.get(package) for package in PACKAGES}}


def differences(there: Installed, here: Installed) -> list[str]:
    """Where there is something else than here; what is not installed here is not asked for there."""
    return [
        f"{name} is {there.get(name) or 'missing'} there and {wanted} here"
        for name, wanted in here.items()
        if wanted is not None and there.get(name) != wanted
    ]


def _short(version: str) -> str:
    """The first two parts of a version of Python: the third mends faults only."""
    return ".".join(version.split()[0].split(".")[:2])
