#!/usr/bin/env python3
"""Everything a developer does with Ecliptic, from a fresh clone with nothing but Python 3.11 or later.

The first call makes .venv and installs the pinned, hash-checked packages into it; later calls
start at once. Only the standard library is used here, since nothing else is there yet.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent
BUILD = ROOT / "build"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "ecliptic-installed"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
OLDEST_PYTHON = (3, 11)
# One more than the two cores of a small machine: many tests wait for servers, browsers and databases.
WORKERS = max(3, os.cpu_count() or 1)

# What `test` runs, in this order; each is also a word that `test` takes.
CHECKS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "layers": ["lint-imports", "--no-logo"],
    "security": ["bandit", "--quiet", "--configfile", "pyproject.toml", "--recursive", "src"],
    "docs": [
        *("sphinx-build", "--builder", "html", "--fail-on-warning", "--keep-going", "--quiet"),
        *("--doctree-dir", "build/doctrees", "docs", "build/docs"),
    ],
    # After the docs, whose pages some of the tests look at.
    "tests": ["pytest", f"--numprocesses={WORKERS}", "--dist=worksteal"],
    # What asks the database, once more on PostgreSQL.
    "postgresql": [
        *("python", "tests/with_postgresql.py", "pytest", f"--numprocesses={WORKERS}", "--dist=worksteal"),
        *("-m", "not one_database"),
        "tests/server",
    ],
}
# These start as many processes as there are processors; of the others two run at a time.
USE_ALL_PROCESSORS = ("tests", "postgresql")
FUZZERS = ROOT / "tests" / "fuzz"


# --- commands -------------------------------------------------------------------------------------


def report(arguments: argparse.Namespace) -> int:
    """Install what the program needs and write the report on the reference roadmap to build/report.html."""
    install("run")
    BUILD.mkdir(exist_ok=True)
    page = BUILD / "report.html"
    status = call(["ecliptic", "publish", "report", "--output", str(page), *arguments.rest])
    if status == 0:
        say(f"The report is at {page}. Go on with: {BIN / 'ecliptic'} --help")
    return status


def serve(arguments: argparse.Namespace) -> int:
    """Install what the program needs and open the site on this machine; options as of `ecliptic serve`."""
    install("run")
    return call(["ecliptic", "serve", *arguments.rest])


def test(arguments: argparse.Namespace) -> int:
    """Install everything and run all checks, or those named: lint types tests, and so on."""
    unknown = sorted(set(arguments.rest) - set(CHECKS))
    if unknown:
        sys.exit(f"dev.py test: no check is called {', '.join(unknown)}. There are: {', '.join(CHECKS)}.")
    install("dev")
    named = list(arguments.rest or CHECKS)
    alone = [name for name in named if name in USE_ALL_PROCESSORS]
    results = side_by_side([name for name in named if name not in alone])
    for name in alone:
        say(f"{name}: {' '.join(CHECKS[name])}")
        start = time.monotonic()
        if name == "postgresql" and not has_postgresql():
            say("left out: PostgreSQL is not installed. On Debian: apt-get install postgresql")
            continue
        status = call(CHECKS[name])
        results.append((name, status, time.monotonic() - start))
    for name, status, seconds in results:
        say(f"{name:8}{'passed' if status == 0 else 'FAILED':8}{seconds:7.1f} s")
    return int(any(status for _, status, _ in results))


def side_by_side(names: list[str]) -> list[tuple[str, int, float]]:
    """Run checks of one process each, two at a time, and print what each has said once it is done."""

    def check(name: str) -> tuple[str, int, float, str]:
        start = time.monotonic()
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as heard:
            status = call(CHECKS[name], into=heard)
            heard.seek(0)
            return name, status, time.monotonic() - start, heard.read()

    results = []
    with ThreadPoolExecutor(2) as pool:
        for name, status, seconds, heard in pool.map(check, names):
            say(f"{name}: {' '.join(CHECKS[name])}")
            print(heard, end="", flush=True)
            results.append((name, status, seconds))
    return results


def has_postgresql() -> bool:
    """Whether tests can start a PostgreSQL; in CI it must be there, lest it be left out in silence."""
    if os.environ.get("CI") == "true":
        return True
    return shutil.which("initdb") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def thorough(arguments: argparse.Namespace) -> int:
    """Run the tests with all that looks longest: every person, width and theme, and many more kills."""
    install("dev")
    os.environ["ECLIPTIC_TESTS"] = "thorough"
    named = arguments.rest or ["tests", "postgresql"]
    return int(any([call(CHECKS[name]) for name in named]))


def coverage(arguments: argparse.Namespace) -> int:
    """Run the tests while watching which lines they run; slower, and fails under the floor."""
    install("dev")
    return call([*CHECKS["tests"], "--cov", "--cov-report=term", "--cov-report=html", *arguments.rest])


def fuzz(arguments: argparse.Namespace) -> int:
    """Feed made-up bytes to every reader with a harness in tests/fuzz, for SECONDS each (60 unless told)."""
    install("dev")
    seconds = int(arguments.rest[0]) if arguments.rest else 60
    if call([str(PYTHON), "-c", "import atheris"], quiet=True) != 0:
        say(
            "Left out: the fuzzer atheris is made for Python 3.11 and 3.12 on x86-64 Linux, not for this one."
        )
        return 0
    worst = 0
    for harness in sorted(FUZZERS.glob("[!_]*.py")):
        found = BUILD / "fuzz" / harness.stem
        (found / "corpus").mkdir(parents=True, exist_ok=True)
        say(f"{harness.name}: {seconds} s; an input that breaks it is kept in {found}")
        limits = [f"-max_total_time={seconds}", f"-artifact_prefix={found}{os.sep}", "-print_final_stats=1"]
        worst = max(worst, abs(call([str(PYTHON), str(harness), *limits, str(found / "corpus")])))
    return int(worst != 0)


def docs(arguments: argparse.Namespace) -> int:
    """Build the documentation site into build/docs; needs no network once installed."""
    install("dev")
    status = call([*CHECKS["docs"], *arguments.rest])
    if status == 0:
        say(f"The site starts at {BUILD / 'docs' / 'index.html'}")
    return status


def tidy(arguments: argparse.Namespace) -> int:
    """Format the code, and mend what ruff can mend by itself."""
    install("dev")
    return call(["ruff", "check", "--fix", "--quiet", ".", *arguments.rest]) | call(["ruff", "format", "."])


def lock(arguments: argparse.Namespace) -> int:
    """Write both lock files from pyproject.toml; needs uv. `--upgrade` takes the newest versions allowed."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("dev.py lock: needs the program uv, which is not installed. See https://docs.astral.sh/uv/")
    compile_lock = [
        *(uv, "pip", "compile", "--universal", "--generate-hashes", "--quiet", *arguments.rest),
        *("--no-emit-index-url", "--no-header", "--no-annotate", "--all-extras", "pyproject.toml"),
    ]
    return call([*compile_lock, "--group", "build", "--output-file", LOCKS["run"]]) or call(
        [*compile_lock, "--group", "dev", "--constraint", LOCKS["run"], "--output-file", LOCKS["dev"]]
    )


def setup(arguments: argparse.Namespace) -> int:
    """Make .venv with everything in it, and no more."""
    install("dev")
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "serve": serve,
    "report": report,
    "test": test,
    "thorough": thorough,
    "coverage": coverage,
    "fuzz": fuzz,
    "docs": docs,
    "tidy": tidy,
    "lock": lock,
    "setup": setup,
}


# --- installing -----------------------------------------------------------------------------------


def install(level: str) -> None:
    """Bring .venv to what the lock file of this level says, unless it is there already.

    Packages first, with their hashes; then the project, in a step of its own and without its
    dependencies, because the installers take no folder where every hash is demanded.
    """
    installed = STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""
    if PYTHON.exists() and installed in {fingerprint(level), fingerprint("dev")}:
        return
    start = time.monotonic()
    say(f"Installing the packages of {LOCKS[level]} into {VENV}; the first time this takes a minute or two.")
    uv = shutil.which("uv")
    make_environment(uv)
    STAMP.unlink(missing_ok=True)
    if uv:
        installer = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    else:
        installer = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        # Most of it is never imported; Python compiles what is, and keeps it.
        installer.append("--no-compile")
    project = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)]
    require([*installer, "--require-hashes", "--only-binary", ":all:", "--requirement", LOCKS[level]])
    require([*installer, *project])
    STAMP.write_text(fingerprint(level), encoding="utf-8")
    say(f"Installed in {time.monotonic() - start:.0f} s.")


def make_environment(uv: str | None) -> None:
    """Make .venv anew, unless one of this very Python is there."""
    settings = VENV / "pyvenv.cfg"
    version = ".".join(map(str, sys.version_info[:2]))
    if PYTHON.exists() and settings.exists() and f" {version}." in settings.read_text(encoding="utf-8"):
        return
    if uv:
        require([uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, str(VENV)])
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            f"This Python ({sys.executable}) cannot make virtual environments: part of it is missing.\n"
            f"On Debian and Ubuntu: sudo apt-get install python{version}-venv\n"
            "Then run the same command again."
        )
    require([sys.executable, "-m", "venv", "--clear", str(VENV)])


def fingerprint(level: str) -> str:
    """What .venv depends on: the lock file, the project's metadata, the Python, and where it lies."""
    digest = hashlib.sha256(f"{level} {sys.version_info[:2]} {VENV}".encode())
    for name in (LOCKS[level], "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


# --- running --------------------------------------------------------------------------------------


def call(command: list[str], quiet: bool = False, into: IO[str] | None = None) -> int:
    """Run a program from .venv in the project's folder, and tell its exit code; `into` takes what it says."""
    program = shutil.which(command[0], path=str(BIN)) or command[0]
    # Tests start hundreds of processes; without kept bytecode each would compile the program once more.
    refused = {"PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE"}
    environment = {name: value for name, value in os.environ.items() if name not in refused}
    environment["PATH"] = os.pathsep.join([str(BIN), environment.get("PATH", os.defpath)])
    # The browser tests use the system's Chromium; nothing is to be downloaded behind anyone's back.
    environment["PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD"] = "1"
    output = subprocess.DEVNULL if quiet else into
    return subprocess.run(
        [program, *command[1:]], cwd=ROOT, env=environment, stdout=output, stderr=output, check=False
    ).returncode


def require(command: list[str]) -> None:
    """Run a step without which nothing can go on."""
    if call(command) != 0:
        sys.exit(f"dev.py: this step failed, see above: {' '.join(command)}")


def say(line: str) -> None:
    print(f"» {line}", flush=True)


def main() -> int:
    """Read the command line and run one command."""
    if sys.version_info < OLDEST_PYTHON:
        found, wanted = (".".join(map(str, version)) for version in (sys.version_info[:3], OLDEST_PYTHON))
        sys.exit(f"Ecliptic needs Python {wanted} or later; {sys.executable} is {found}.")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, function in COMMANDS.items():
        commands.add_parser(name, help=function.__doc__, description=function.__doc__)
    arguments, rest = parser.parse_known_args()
    arguments.rest = rest
    return COMMANDS[arguments.command](arguments)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
