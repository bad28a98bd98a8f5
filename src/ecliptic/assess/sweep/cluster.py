"""Cases answered on a Dask cluster: one of our own on this machine, or one that runs already."""

from __future__ import annotations

import logging
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_all_start_methods
from typing import TYPE_CHECKING, Any

from ecliptic.assess.sweep.asking import Outcome
from ecliptic.assess.sweep.description import Case, Sweep
from ecliptic.assess.sweep.likeness import PACKAGES, differences, installed, reported
from ecliptic.assess.sweep.watching import Watch
from ecliptic.assess.sweep.where import LocalWorkers, RunningScheduler
from ecliptic.errors import MissingExtraError, UsageError
from ecliptic.roadmap import Roadmap

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

Elsewhere = LocalWorkers | RunningScheduler

_START_PATIENCE_S = 60.0
# How often a case may end its worker before Dask gives it back to us; alone, it is then asked once more.
_LOSSES = 1
_SHOWN = 5
_SILENT = logging.CRITICAL + 1
_OUR_CLUSTER = {
    # Nothing of a roadmap goes to the disk, however full the memory is.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    # No pages about what runs, and nothing that the configuration of a user would load besides.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.scheduler.preload": [],
    "distributed.worker.preload": [],
    "distributed.nanny.preload": [],
    # Nobody looks at what Dask would measure of itself.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.scheduler.allowed-failures": _LOSSES,
    # Workers are copies of a process that has loaded Dask once, so they start and restart quickly.
    "distributed.worker.multiprocessing-method": (
        "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    ),
}


def on_cluster(
    sweep: Sweep,
    roadmap: Roadmap,
    cases: Sequence[Case],
    where: Elsewhere,
    watch: Watch,
) -> Sequence[Outcome]:
    """Answer all cases on workers; the n-th outcome is that of the n-th case."""
    _needed()
    # Both import Dask, which is there now.
    from ecliptic.assess.sweep.collecting import Collection  # noqa: PLC0415
    from ecliptic.assess.sweep.travel import Baggage  # noqa: PLC0415

    own = isinstance(where, LocalWorkers)
    patience_s = _START_PATIENCE_S if isinstance(where, LocalWorkers) else where.patience_s
    with _client(where) as client, _carried(client, Baggage(roadmap, own_workers=own)) as baggage:
        # Enough for each worker to have the next case at hand; a cluster that grows wants to see more.
        at_once = 2 * where.count if isinstance(where, LocalWorkers) else max(64, 2 * _threads(client))
        collection = Collection(client, sweep, baggage, watch, patience_s)
        return collection.outcomes(cases, at_once)


def _needed() -> None:
    for package in ("distributed", "cryptography"):
        try:
            __import__(package)
        except ModuleNotFoundError as missing:
            raise MissingExtraError(package, "dask", "A sweep on several workers") from missing


@contextmanager
def _client(where: Elsewhere) -> Iterator[Client]:
    if isinstance(where, LocalWorkers):
        with _local_client(where.count) as client:
            yield client
        return
    with _connected(where) as client:
        _must_be_alike(client, where)
        yield client


@contextmanager
def _local_client(count: int) -> Iterator[Client]:
    import dask  # noqa: PLC0415 - as above
    from distributed import Client  # noqa: PLC0415 - as above

    with (
        tempfile.TemporaryDirectory(prefix="ecliptic-sweep-") as folder,
        dask.config.set(_OUR_CLUSTER),
        local_cluster(count, folder) as cluster,
        Client(  # type: ignore[no-untyped-call]
            cluster, set_as_default=False, timeout=_START_PATIENCE_S
        ) as client,
    ):
        yield client


def local_cluster(count: int, folder: str) -> LocalCluster:
    """Start workers that talk over the loopback interface, encrypted, with keys that nobody else has.

    Other users of the machine can reach the loopback interface too; without the keys, they could read the
    roadmap and run programs as the user of this process.
    """
    from distributed import LocalCluster  # noqa: PLC0415 - as above
    from distributed.security import Security  # noqa: PLC0415 - as above

    return LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=count,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        security=Security.temporary(),  # type: ignore[no-untyped-call]
        dashboard_address=None,
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        memory_limit=0,
        local_directory=folder,
        silence_logs=_SILENT,
    )


@contextmanager
def _connected(where: RunningScheduler) -> Iterator[Client]:
    from distributed import Client  # noqa: PLC0415 - as above
    from distributed.utils import silence_logging_cmgr  # noqa: PLC0415 - as above

    # What goes wrong is told by our own errors.
    with silence_logging_cmgr(_SILENT):
        try:
            client = Client(  # type: ignore[no-untyped-call]
                where.address, timeout=where.patience_s, set_as_default=False
            )
        except (OSError, TypeError, ValueError) as error:
            message = (
                f"The scheduler at {where.address} cannot be reached within {where.patience_s:g} s. Check "
                "that it runs, its address, and for tls:// the certificates in Dask's configuration."
            )
            raise UsageError(message) from error
        with client:
            yield client


def _must_be_alike(client: Client, where: RunningScheduler) -> None:
    """Raise UsageError where workers have other versions; those that join later are asked as they begin."""
    told: Any = client.get_versions(packages=PACKAGES)
    here = installed()
    faults = []
    for address, found in sorted(told["workers"].items()):
        if wrong := differences(reported(found["packages"], found["host"]), here):
            faults.append(f"The worker {address} of {where.address} differs: {', '.join(wrong)}.")
    if faults:
        more = [f"So do {len(faults) - _SHOWN} more workers."] if len(faults) > _SHOWN else []
        remedy = "Install the same versions on all of them: only then all answers are worked out alike."
        raise UsageError("\n".join([*faults[:_SHOWN], *more, remedy]))


@contextmanager
def _carried(client: Client, baggage: Any) -> Iterator[str]:
    """Give the roadmap to every worker, and take it away in the end."""
    name = f"ecliptic-sweep-{uuid.uuid4()}"
    client.register_plugin(baggage, name=name)
    try:
        yield name
    finally:
        # Where the scheduler is gone, there is nobody to take it from.
        with suppress(OSError, ValueError, TimeoutError):
            client.unregister_worker_plugin(name)  # type: ignore[no-untyped-call]


def _threads(client: Client) -> int:
    return sum(client.nthreads().values())  # type: ignore[no-untyped-call]
