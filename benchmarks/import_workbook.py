"""How long importing NASA's lunar workbook of 2025 takes against just reading its cells.

Importing means everything: finding the mapping that fits, reading safely, making and checking every record.
The peer is the fastest Python reader at hand that gives the cells of all sheets as Python values, and does
nothing with them: python-calamine, or fastexcel with polars where both are installed. What fastexcel needs to
fill its own memory, before Python sees a cell, is shown as well. Each run does all one after the other and
counts processor time, so that whatever else the machine does weighs on all; the ratio is the median.

    python benchmarks/import_workbook.py [--runs 15]
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

import ecliptic.reference
from ecliptic.share import read

WORKBOOK = (
    Path(ecliptic.reference.__file__).parent / "sources" / "nasa" / "2025lunarobjectivedecomposition.xlsx"
)
LIMIT = 2.0
LOAD_ONLY = "fastexcel, load"


def by_calamine() -> int:
    """Read all cells with python-calamine."""
    book = CalamineWorkbook.from_path(WORKBOOK)
    sheets = (book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names)
    return sum(len(rows) for rows in sheets)


def loaded_by_fastexcel() -> list[Any]:
    """Load all sheets with fastexcel, which keeps them in its own memory."""
    import fastexcel

    book = fastexcel.read_excel(WORKBOOK)
    return [book.load_sheet(name, header_row=None, dtypes="string") for name in book.sheet_names]


def by_fastexcel() -> int:
    """Read all cells with fastexcel, through polars into rows of Python values."""
    return sum(len(sheet.to_polars().rows()) for sheet in loaded_by_fastexcel())


def by_ecliptic() -> int:
    """Import the workbook."""
    return len(read(WORKBOOK).statements)


def seconds(work: Callable[[], int]) -> float:
    """Processor time of one go."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(runs: int) -> dict[str, list[float]]:
    """Processor times of each, run after run."""
    works: dict[str, Callable[[], int]] = {"python-calamine": by_calamine, "ecliptic": by_ecliptic}
    if find_spec("fastexcel") is not None and find_spec("polars") is not None:
        works["fastexcel"] = by_fastexcel
        works[LOAD_ONLY] = lambda: len(loaded_by_fastexcel())
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            times[name].append(seconds(work))
    return times


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and fail where the limit is passed."""
    parser = argparse.ArgumentParser(description="Importing a workbook against reading its cells.")
    parser.add_argument("--runs", type=int, default=15)
    runs: Any = parser.parse_args(arguments).runs
    start = time.process_time()
    statements = by_ecliptic()
    first = time.process_time() - start
    times = measure(runs)
    medians = {name: statistics.median(found) for name, found in times.items()}
    peer = min((name for name in medians if name not in ("ecliptic", LOAD_ONLY)), key=medians.__getitem__)
    ratio = statistics.median(o / p for o, p in zip(times["ecliptic"], times[peer], strict=True))
    print(f"{WORKBOOK.name}: {statements} statements; medians of {runs} runs, processor time")
    for name, median in medians.items():
        print(f"  {name:16} {median * 1000:7.1f} ms")
    print(f"  first import of a process, with reading the mapping files: {first * 1000:.1f} ms")
    print(f"ecliptic / {peer}: {ratio:.2f} (limit {LIMIT:.1f})")
    if LOAD_ONLY in times:
        bare = statistics.median(o / p for o, p in zip(times["ecliptic"], times[LOAD_ONLY], strict=True))
        print(f"ecliptic / fastexcel without giving the cells to Python: {bare:.2f}")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
