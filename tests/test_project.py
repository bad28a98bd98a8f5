"""The project as a whole: what must not be in it, what must agree, and what the documents promise."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LARGEST_FILE_KIB = 2048

# Written in pieces, so that this file is not the first to offend.
FORBIDDEN = {
    "the host of a package index": "(?:" + "|".join(["pyp" + "i", "pythonhosted", "npm" + "js"]) + r")\.org",
    "the host of a Debian mirror": "deb" + r"ian\.(?:org|net)",
    "a path of somebody's machine": r"(?<![\w.])/(?:home|Users|root|work|opt)/[\w.]+/",
}


@cache
def tracked_files() -> tuple[Path, ...]:
    """The project's files, as git knows them: new ones not yet added count, ignored ones do not."""
    # The clone may belong to somebody else than the one who runs the tests, as in a container.
    git = [
        "git",
        "-c",
        f"safe.directory={ROOT}",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listing = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True)
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def texts(under: str = "", suffix: str = "") -> Iterator[tuple[Path, str]]:
    """Path within the project and text of each file that is text."""
    for path in tracked_files():
        relative = path.relative_to(ROOT)
        if relative.as_posix().startswith(under) and relative.name.endswith(suffix):
            try:
                yield relative, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


# --- what must not be there -----------------------------------------------------------------------


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(FORBIDDEN[what], line, re.IGNORECASE)
    ]
    assert found == []


def test_no_file_is_too_large_for_a_clone() -> None:
    sizes = {path.relative_to(ROOT): path.stat().st_size / 1024 for path in tracked_files()}
    assert {path: size for path, size in sizes.items() if size > LARGEST_FILE_KIB} == {}


def test_files_and_functions_stay_short_enough_to_read() -> None:
    too_long = []
    for path, text in texts("src/", ".py"):
        lines = len(text.splitlines())
        if lines > LONGEST_FILE:
            too_long.append(f"{path}: {lines} lines; has it two subjects?")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    too_long.append(f"{path}:{node.lineno}: {node.name} has {length} lines")
    assert too_long == []


def test_no_module_is_named_for_nothing() -> None:
    vague = {"utils", "util", "helpers", "core", "common", "misc"}
    assert [path for path, _ in texts("src/", ".py") if vague & {path.stem, *path.parts}] == []


# --- what must agree ------------------------------------------------------------------------------


def test_the_version_is_the_same_everywhere() -> None:
    version = PROJECT["project"]["version"]
    citation = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    newest = re.search(r"^## \[?(\d[^\s\]]*)\]?", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert citation is not None
    assert newest is not None
    assert {citation[1], newest[1]} == {version}


@pytest.mark.parametrize(
    ("lock", "groups"), [("requirements.lock", ["build"]), ("requirements-dev.lock", ["dev"])]
)
def test_a_lock_holds_every_dependency(lock: str, groups: list[str]) -> None:
    pins = {
        canonicalize_name(name): version
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.M)
    }
    wanted = [*PROJECT["project"]["dependencies"]]
    wanted += [line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra]
    wanted += [line for group in groups for line in in_group(group)]
    stale = []
    for line in wanted:
        requirement = Requirement(line)
        version = pins.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version):
            stale.append(f"{line} (locked: {version})")
    assert stale == [], "write the locks anew: python3 dev.py lock"


def in_group(name: str) -> Iterator[str]:
    for entry in PROJECT["dependency-groups"][name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from in_group(entry["include-group"])


def test_every_pin_in_a_lock_has_a_hash() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", "").splitlines()
        pins = [line for line in lines if "==" in line]
        assert pins
        assert [pin for pin in pins if "--hash=sha256:" not in pin] == []


def test_every_dependency_in_use_is_declared() -> None:
    """What a module imports must be in the lists, or a fresh machine lacks it."""
    import_names = {
        "django-allauth": "allauth",
        "django-csp": "csp",
        "django-ninja": "ninja",
        "python-json-logger": "pythonjsonlogger",
    }
    lines = [*PROJECT["project"]["dependencies"]]
    lines += [line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra]
    names = {canonicalize_name(Requirement(line).name) for line in lines}
    declared = {import_names.get(name, name.replace("-", "_")) for name in names}
    known = declared | set(sys.stdlib_module_names) | {"ecliptic", "pydantic_core"}
    foreign = {
        f"{path}: {module}"
        for path, text in texts("src/", ".py")
        for module in imported(ast.parse(text))
        if module.partition(".")[0] not in known
    }
    assert foreign == set()


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def test_the_door_opens_without_extras_and_without_heavy_packages() -> None:
    """`ecliptic --help` neither needs nor loads what only some commands use."""
    heavy = ["polars", "numpy", "xlsxwriter", "python_calamine", "jinja2", "django"]
    program = (
        "import sys\n"
        "for name in ('polars', 'numpy', 'django'): sys.modules[name] = None\n"
        "from ecliptic.cli import main\n"
        "assert main(['--help']) == 0\n"
        f"loaded = [name for name in {heavy} if sys.modules.get(name)]\n"
        "assert not loaded, loaded\n"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


# --- what the documents promise -------------------------------------------------------------------

FENCE = re.compile(r"^```(?:console|sh|bash|shell)[ \t]*\n(.*?)^```", re.M | re.S)


def commands_in(text: str) -> Iterator[list[str]]:
    """Each command line in the shell blocks, with continued lines joined and comments gone."""
    for block in FENCE.findall(text):
        prompted = re.search(r"^\$ ", block, re.M) is not None
        for line in block.replace("\\\n", " ").splitlines():
            if prompted and not line.startswith("$ "):
                continue
            words = shlex.split(line.removeprefix("$ "), comments=True)
            if words:
                yield words


def documented() -> list[tuple[str, list[str]]]:
    return [(str(path), words) for path, text in texts(suffix=".md") for words in commands_in(text)]


def test_every_documented_command_exists() -> None:
    from ecliptic.cli import app as program

    wrong = []
    for place, words in documented():
        tail = words[words.index("|") :] if "|" in words else []
        own = words[: len(words) - len(tail)]
        if own[0] in {"ecliptic", ".venv/bin/ecliptic"} and (fault := fault_of(program, own[1:])):
            wrong.append(f"{place}: {' '.join(words)}: {fault}")
    assert wrong == []


def fault_of(command: click.Command, words: list[str]) -> str | None:
    """What the program would not understand in a command line: a command or an option that is not there."""
    options: set[str] = set()
    while True:
        context = click.Context(command)
        options |= {name for part in command.get_params(context) for name in part.opts + part.secondary_opts}
        if not isinstance(command, click.Group):
            break
        step = next((word for word in words if not word.startswith("-")), None)
        if step is None:
            break
        inner = command.get_command(context, step)
        if inner is None:
            return None if command.invoke_without_command else f"no command {step}"
        words = words[: words.index(step)] + words[words.index(step) + 1 :]
        command = inner
    unknown = [word for word in words if word.startswith("--") and word.partition("=")[0] not in options]
    return f"no option {', '.join(unknown)}" if unknown else None


def test_every_documented_developer_command_exists() -> None:
    listing = subprocess.run(
        [sys.executable, "dev.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    commands = set(re.findall(r"^    (\w+)", listing, re.M))
    used = {words[2] for _, words in documented() if words[:2] == ["python3", "dev.py"] and len(words) > 2}
    recipes = set(re.findall(r"^([a-z]\w*).*:$", (ROOT / "justfile").read_text(encoding="utf-8"), re.M))
    assert used
    assert used <= commands
    assert recipes <= commands


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = []
    for path, text in texts(suffix=".md"):
        prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)|src=\"([^\"#]+)\"", prose):
            link = target[0] or target[1]
            if "://" not in link and not link.startswith("mailto:"):
                place = (ROOT / path).parent / link
                generated = "generated" in Path(link).parts
                if not place.exists() and not generated:
                    broken.append(f"{path}: {link}")
    assert broken == []


def test_every_folder_of_the_map_exists() -> None:
    """The map in ARCHITECTURE.md and the tree name the same folders."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r"^      (\w+)/ ", text, re.M))
    present = {path.parts[2] for path, _ in texts("src/ecliptic/") if len(path.parts) > 3}
    assert drawn == present
