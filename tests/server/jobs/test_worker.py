"""Work in the background: nothing is lost, nothing is done twice, and nothing that goes wrong spreads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import server_site

SCENARIOS = Path(__file__).with_name("scenarios.py")


@pytest.mark.parametrize(
    "name",
    [
        "does_its_work",
        "cancelled_at_work",
        "worker_killed",
        "killed_for_ever",
        "many_workers",
        "faults_stay_apart",
        "asked_to_stop",
        "late_result",
        "again_and_again",
        "equal_questions",
    ],
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
