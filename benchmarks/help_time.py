"""Time of `ecliptic --help` against an empty click program: at most 1.3 times.

Run alone: python benchmarks/help_time.py. Medians of paired runs, each in a process of its own.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

LIMIT = 1.3
PAIRS = 25
EMPTY = "import click\n@click.group()\ndef app(): pass\napp()"
OURS = "from ecliptic.cli import run\nrun()"


def seconds(program: str) -> float:
    """Time one start of Python with the program."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program, "--help"], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> int:
    """Print the ratio and both medians; exit code 1 where the limit is missed."""
    seconds(EMPTY), seconds(OURS)
    pairs = [(seconds(EMPTY), seconds(OURS)) for _ in range(PAIRS)]
    ratio = statistics.median(ours / empty for empty, ours in pairs)
    empty = statistics.median(empty for empty, _ in pairs)
    ours = statistics.median(ours for _, ours in pairs)
    print(f"ecliptic --help {ours * 1e3:.0f} ms, empty click program {empty * 1e3:.0f} ms")
    print(f"ratio {ratio:.2f} (limit {LIMIT})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
