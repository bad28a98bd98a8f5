"""Run the command line in this process, as the installed command does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ecliptic.cli import main

SOURCES = Path(__file__).parents[2] / "src" / "ecliptic" / "reference" / "sources" / "nasa"


@dataclass(frozen=True)
class Run:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def ecliptic(capfd: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run a command and give its exit code and what it printed."""

    def run(*arguments: object) -> Run:
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Run(code, out, err)

    return run


@pytest.fixture(scope="session")
def lunar_2024() -> Path:
    """NASA's lunar decomposition of 2024."""
    return SOURCES / "acr24latfinal20241202.xlsx"


@pytest.fixture(scope="session")
def lunar_2025() -> Path:
    """NASA's lunar decomposition of 2025."""
    return SOURCES / "2025lunarobjectivedecomposition.xlsx"
