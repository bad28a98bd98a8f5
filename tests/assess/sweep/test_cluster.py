"""Sweeps on real worker processes: the same bytes as in one process, whatever happens to the workers."""

from __future__ import annotations

import os
import signal
import socket
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dask
import psutil
import pytest
from distributed import Client, LocalCluster

import ecliptic as ec
from ecliptic.assess.sweep import (
    Axis,
    Choice,
    LocalWorkers,
    RunningScheduler,
    Sweep,
    SweepCancelledError,
    SweepResult,
    cluster,
    run,
)
from ecliptic.errors import MissingExtraError, UsageError
from ecliptic.publish import table_csv
from ecliptic.roadmap import Roadmap, Viewer

SILENT = 60


@pytest.fixture(scope="module")
def crew(_probe_is_installed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A cluster that runs already, with two workers."""
    folder = tmp_path_factory.mktemp("cluster")
    with (
        dask.config.set(cluster._OUR_CLUSTER),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
            memory_limit=0,
            local_directory=str(folder),
            silence_logs=SILENT,
        ) as running,
    ):
        yield running


@pytest.fixture
def there(crew: LocalCluster) -> Iterator[RunningScheduler]:
    """Where it runs; afterwards nothing of the sweep is left with its workers."""
    yield RunningScheduler(crew.scheduler_address)
    with Client(crew.scheduler_address, set_as_default=False) as client:
        client.wait_for_workers(2)
        # Workers do not know this file, and a lambda is sent whole.
        held = client.run(lambda dask_worker: [*dask_worker.plugins])
        assert not [name for names in held.values() for name in names if name.startswith("ecliptic")]


def probing(**choices: dict[str, object]) -> Sweep:
    made = tuple(Choice(name, parameters) for name, parameters in choices.items())
    return Sweep("probe", (Axis("case", made),), {"size": 2}, "numbers")


def many(count: int, **common: object) -> Sweep:
    choices = tuple(Choice(str(n), {"size": n % 4, "marks": [str(n)]}) for n in range(count))
    return Sweep("probe", (Axis("case", choices),), common, "numbers")


def bytes_of(result: SweepResult) -> bytes:
    return "".join(table_csv(table) for table in (result.table, result.refused, result.failed)).encode()


def aside(work: Callable[[], SweepResult]) -> tuple[threading.Thread, list[SweepResult]]:
    results: list[SweepResult] = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    return thread, results


def until(there_is: Callable[[], Any]) -> Any:
    end = time.monotonic() + 60
    while not (found := there_is()):
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)
    return found


@pytest.mark.parametrize(
    ("question", "table", "varied"),
    [
        ("coverage", "functions", ({"phase": "HLR"}, {"phase": "FE+"}, {"phase": "nowhere"})),
        pytest.param("readiness", "gaps", ({}, {"phase": "FE+"}), marks=pytest.mark.thorough),
        pytest.param("overlap", "overlaps", ({}, {"phase": "HLR"}), marks=pytest.mark.thorough),
    ],
)
def test_the_bytes_are_those_of_one_process(
    there: RunningScheduler, question: str, table: str, varied: tuple[dict[str, Any], ...]
) -> None:
    choices = tuple(Choice(str(number), parameters) for number, parameters in enumerate(varied))
    sweep = Sweep(question, (Axis("which", choices),), table=table)
    public = Roadmap.build(ec.reference().statements, viewer=Viewer.named("public"))
    one = run(sweep, public)
    assert one.table.rows
    assert bytes_of(run(sweep, public, there)) == bytes_of(one)


def test_order_of_finishing_does_not_matter(there: RunningScheduler, small: Roadmap) -> None:
    heard: list[tuple[int, int]] = []
    sweep = many(60)
    result = run(sweep, small, there, progress=lambda *told: heard.append(told))
    assert bytes_of(result) == bytes_of(run(sweep, small))
    assert heard == [(done, 60) for done in range(1, 61)]


def test_a_worker_that_is_killed_costs_only_its_case(
    there: RunningScheduler, small: Roadmap, tmp_path: Path
) -> None:
    sweep = probing(a={"folder": str(tmp_path)}, b={}, c={"folder": str(tmp_path)}, d={})
    thread, results = aside(lambda: run(sweep, small, there))
    first, _ = until(lambda: len(found := sorted(tmp_path.iterdir())) > 1 and found)
    os.kill(int(first.name), signal.SIGKILL)
    until(lambda: len(list(tmp_path.iterdir())) > 2)
    (tmp_path / "go").touch()
    thread.join(60)
    (tmp_path / "go").touch()
    assert results[0].complete
    assert bytes_of(results[0]) == bytes_of(run(sweep, small))


def test_a_case_that_kills_its_workers_is_told_and_the_others_go_on(
    there: RunningScheduler, small: Roadmap
) -> None:
    result = run(probing(a={}, b={"die": True}, c={"refuse": True}, d={"fail": True}, e={}), small, there)
    assert result.table.column("case") == ("a", "a", "e", "e")
    ((case, reason),) = (row for row in result.failed.rows if row[0] == "b")
    assert case == "b"
    assert str(reason).startswith("The process that worked on it ended, as often as it was tried.")
    assert [row[0] for row in result.refused.rows] == ["c"]
    assert [row[0] for row in result.failed.rows] == ["b", "d"]


def test_a_caller_may_end_it(there: RunningScheduler, small: Roadmap, tmp_path: Path) -> None:
    sweep = probing(a={}, b={"folder": str(tmp_path)}, c={})

    def enough() -> bool:
        return any(tmp_path.iterdir())

    with pytest.raises(SweepCancelledError, match=r"ended after \d of 3 cases"):
        run(sweep, small, there, cancelled=enough)
    (tmp_path / "go").touch()


def test_a_table_that_there_is_not_is_told_by_workers_too(there: RunningScheduler, small: Roadmap) -> None:
    with pytest.raises(UsageError, match="probe has no table 'nombers'"):
        run(Sweep("probe", (Axis("a", (Choice("x"),)),), table="nombers"), small, there)


def test_workers_that_make_another_roadmap_are_refused(there: RunningScheduler) -> None:
    roadmap = Roadmap.build([])
    roadmap.__dict__["digest"] = "0" * 64
    with pytest.raises(UsageError, match="A worker makes another roadmap of the same statements"):
        run(probing(a={}), roadmap, there)


def test_workers_with_other_versions_are_named(
    there: RunningScheduler, small: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = {**cluster.installed(), "ecliptic": "9.9"}
    monkeypatch.setattr(cluster, "installed", lambda: here)
    with pytest.raises(UsageError) as caught:
        run(probing(a={}), small, there)
    first, second, remedy = str(caught.value).splitlines()
    assert first.startswith("The worker tcp://127.0.0.1:")
    assert f"ecliptic is {ec.__version__} there and 9.9 here" in second
    assert remedy.startswith("Install the same versions")


def test_a_scheduler_that_is_not_there_is_told_in_time(small: Roadmap) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(UsageError, match=rf"{nobody} cannot be reached within 0\.5 s"):
            run(probing(a={}), small, RunningScheduler(nobody, patience_s=0.5))


def test_workers_of_our_own_are_private_and_leave_nothing(
    small: Roadmap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only on the loopback interface, with keys; files only in a folder that nobody else may read."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    # Servers of other tests may run beside this one, with workers of their own.
    before = set(psutil.Process().children(recursive=True))
    seen: list[Any] = []

    def look(_done: int, _total: int) -> None:
        me = psutil.Process()
        ours = {me, *me.children(recursive=True)} - before
        listening = [c for p in ours for c in p.net_connections("inet")]
        seen.extend(c.laddr.ip for c in listening if c.status == psutil.CONN_LISTEN)
        seen.extend(oct(stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.glob("ecliptic-sweep-*"))
        held = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
        assert held <= {".lock", ".dirlock"}

    sweep = many(12)
    result = run(sweep, small, LocalWorkers(2), progress=look)
    assert bytes_of(result) == bytes_of(run(sweep, small))
    assert set(seen) == {"127.0.0.1", "0o700"}
    assert not list(tmp_path.glob("ecliptic-sweep-*"))
    # Python keeps two processes of its own until it ends: one forks the workers, one watches over files.
    left = set(psutil.Process().children(recursive=True)) - before
    own = {p for p in psutil.Process().children() if "from multiprocessing." in " ".join(p.cmdline())}
    assert not [p.cmdline() for p in left - own]


@pytest.mark.parametrize("address", ["host:8786", "tcp://host", "http://host:8786"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match=r"is not the address of a scheduler\. Write it as tcp://host:8786"):
        RunningScheduler(address)


def test_no_workers_are_refused() -> None:
    with pytest.raises(UsageError, match="0 workers cannot answer anything"):
        LocalWorkers(0)


def test_without_dask_the_extra_is_named(small: Roadmap, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'ecliptic\[dask\]'"):
        run(probing(a={}), small, LocalWorkers(2))
