"""Work in the background: nothing is lost, nothing is done twice, and nothing that goes wrong spreads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import server_site

SCENARIOS = Path(__file__).with_name("scenarios.py")


# What workers do to each other through the database is tried on both; the rest is the same on either.
_ON_BOTH = ("does_its_work", "worker_killed", "many_workers", "late_result", "equal_questions")
_ON_ONE = ("cancelled_at_work", "killed_for_ever", "faults_stay_apart", "asked_to_stop", "again_and_again")


@pytest.mark.parametrize(
    "name", [*_ON_BOTH, *(pytest.param(name, marks=pytest.mark.one_database) for name in _ON_ONE)]
)
def test_worker(name: str, tmp_path: Path) -> None:
    """Each scenario plays on a database of its own, with workers that are processes of their own."""
    with server_site._database("small", tmp_path) as (url, _):
        environment = server_site._environment(tmp_path, url)
        done = subprocess.run(
            [sys.executable, str(SCENARIOS), name],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("as it should be\n")
