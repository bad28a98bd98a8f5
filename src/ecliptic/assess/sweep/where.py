"""Where the cases of a sweep are answered."""

from __future__ import annotations

from dataclasses import dataclass

from ecliptic.errors import UsageError

_SCHEMES = ("tcp://", "tls://")


@dataclass(frozen=True, slots=True)
class OneProcess:
    """Here, one case after the other."""


@dataclass(frozen=True, slots=True)
class LocalWorkers:
    """Worker processes on this machine, one thread each, that only this process can talk to.

    They are new Python processes: a script that starts them must do so under `if __name__ == "__main__":`.
    """

    count: int = 2

    def __post_init__(self) -> None:
        if self.count < 1:
            message = f"{self.count} workers cannot answer anything. Ask for at least 1."
            raise UsageError(message)


@dataclass(frozen=True, slots=True)
class RunningScheduler:
    """A Dask cluster that runs already; its workers need the same versions of Ecliptic and what it uses.

    An address that begins with tls:// takes the certificates that Dask's configuration names. `patience_s`
    is how long it may take to answer, and how long it may stay without any worker.
    """

    address: str
    patience_s: float = 10.0

    def __post_init__(self) -> None:
        if not self.address.startswith(_SCHEMES) or not self.address.rpartition(":")[2].isdigit():
            message = (
                f"{self.address!r} is not the address of a scheduler. Write it as tcp://host:8786 or "
                "tls://host:8786."
            )
            raise UsageError(message)


Where = OneProcess | LocalWorkers | RunningScheduler
