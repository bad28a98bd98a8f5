"""`ecliptic sweep`: files of sweeps answered, told and written."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from cli.conftest import Run

SWEEP = """
question = "coverage"

[[axis]]
name = "phase"
[[axis.choice]]
name = "return"
parameters = { phase = "HLR" }
[[axis.choice]]
name = "later"
parameters = { phase = "FE+" }

[[axis]]
name = "whose"
[[axis.choice]]
name = "all"
[[axis.choice]]
name = "ESA"
parameters = { organisation = "ESA" }
"""
UNKNOWN_PHASE = SWEEP.replace("FE+", "nowhere")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A sweep of four cases."""
    made = tmp_path / "s.toml"
    made.write_text(SWEEP)
    return made


def test_every_case_has_its_rows(ecliptic: Callable[..., Run], file: Path) -> None:
    run = ecliptic("sweep", file, "--format", "csv")
    assert (run.code, run.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(run.out)))
    assert [(row["phase (axis)"], row["whose"], row["functions [functions]"]) for row in rows] == [
        ("return", "all", "58"),
        ("return", "ESA", "19"),
        ("later", "all", "208"),
        ("later", "ESA", "35"),
    ]


def test_json_holds_what_is_needed_to_ask_again(ecliptic: Callable[..., Run], file: Path) -> None:
    run = ecliptic("sweep", file, "--table", "goals", "--format", "json", "--one-process")
    whole = json.loads(run.out)
    assert (whole["question"], whole["cases"], whole["complete"]) == ("coverage", 4, True)
    assert len(whole["roadmap_digest"]) == 64
    assert whole["axes"][1]["choices"][1] == {"name": "ESA", "parameters": {"organisation": "ESA"}}
    assert whole["goals"]["rows"]


def test_refused_cases_are_told_and_the_exit_code_says_so(ecliptic: Callable[..., Run], file: Path) -> None:
    file.write_text(UNKNOWN_PHASE)
    run = ecliptic("sweep", file, "--format", "csv")
    assert run.code == 1
    assert len(list(csv.DictReader(io.StringIO(run.out)))) == 2
    assert run.err.splitlines()[0] == "Cases that the question refused: 2 of 4"
    assert "  phase later, whose ESA: There is no phase 'nowhere'. Choose one of: HLR, FE+" in run.err


def test_the_table_is_written_where_the_output_says(
    ecliptic: Callable[..., Run], file: Path, tmp_path: Path
) -> None:
    written = tmp_path / "out.csv"
    run = ecliptic("sweep", file, "--output", written)
    assert (run.code, run.out, run.err) == (0, "", f"Wrote {written}\n")
    assert written.read_bytes().decode() == ecliptic("sweep", file, "--format", "csv").out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--output", "out.xml"], "out.xml does not say what to write"),
        (["--output", "nowhere/out.csv"], "There is no folder nowhere."),
        (["--workers", "2", "--one-process"], "--workers and --one-process name different places"),
        (["--scheduler", "here"], "'here' is not the address of a scheduler"),
        (["--table", "gaols"], "coverage has no table 'gaols'. The tables are: summary, functions"),
    ],
)
def test_wrong_use_is_told(ecliptic: Callable[..., Run], file: Path, options: list[str], words: str) -> None:
    run = ecliptic("sweep", file, *options)
    assert (run.code, run.out) == (2, "")
    assert words in run.err


def test_faults_of_the_file_are_told_all_at_once(ecliptic: Callable[..., Run], file: Path) -> None:
    file.write_text(SWEEP.replace("phase = ", "fase = ").replace("whose", "phase"))
    run = ecliptic("sweep", file)
    assert (run.code, run.out) == (1, "")
    assert run.err.splitlines()[-1] == "3 errors"
    fault = "s.toml, axis phase, choice later, parameters.fase: is no parameter of the question coverage."
    assert f"{fault} It has: phase, sub_architecture, objective, organisation." in run.err


def test_a_file_that_is_not_text_is_told(ecliptic: Callable[..., Run], file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    assert ecliptic("sweep", file).err.startswith("s.toml: is not in UTF-8. Save it in UTF-8.")


def test_progress_is_told_where_it_is_asked_for(ecliptic: Callable[..., Run], file: Path) -> None:
    run = ecliptic("sweep", file, "--progress", "--format", "csv")
    assert run.err.splitlines() == [f"{done} of 4 cases" for done in (1, 2, 3, 4)]


@pytest.mark.thorough
def test_ctrl_c_ends_workers_and_prints_nothing_as_if_it_were_whole(file: Path, tmp_path: Path) -> None:
    """The whole group of processes hears it, as at a terminal."""
    axes = "".join(
        f'[[axis]]\nname = "{axis}"\n' + "".join(f'[[axis.choice]]\nname = "{n}"\n' for n in range(20))
        for axis in "ab"
    )
    file.write_text(f'question = "coverage"\n{axes}')
    command = [sys.executable, "-c", "from ecliptic.cli import run; run()", "sweep", str(file)]
    process = subprocess.Popen(
        [*command, "--workers", "2", "--progress", "--format", "csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "1 of 400 cases\n"
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    *progress, last = [line for line in err.splitlines() if line]
    assert last == "Interrupted."
    assert all(line.endswith("of 400 cases") for line in progress), err
    assert not list(tmp_path.glob("ecliptic-sweep-*"))
    # What copies workers ends when it finds its parent gone.
    end = time.monotonic() + 30
    while _left_of(process.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert not _left_of(process.pid)


def _left_of(group: int) -> list[str]:
    """Processes of a group that still run."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
    return found
