"""Sweeps: one question put many times with different parameters, here or on many machines.

    from ecliptic.assess import sweep

    plan = sweep.read(Path("sweep.toml").read_text(), "sweep.toml")
    result = sweep.run(plan, roadmap, sweep.LocalWorkers(2))

The tables are the same to the byte wherever the cases are answered.
"""

from ecliptic.assess.sweep.checking import MOST_CASES, Fault, faults
from ecliptic.assess.sweep.description import Axis, Case, Choice, Sweep
from ecliptic.assess.sweep.reading import read
from ecliptic.assess.sweep.result import SweepResult
from ecliptic.assess.sweep.running import run
from ecliptic.assess.sweep.watching import SweepCancelledError
from ecliptic.assess.sweep.where import LocalWorkers, OneProcess, RunningScheduler, Where

__all__ = [
    "MOST_CASES",
    "Axis",
    "Case",
    "Choice",
    "Fault",
    "LocalWorkers",
    "OneProcess",
    "RunningScheduler",
    "Sweep",
    "SweepCancelledError",
    "SweepResult",
    "Where",
    "faults",
    "read",
    "run",
]
