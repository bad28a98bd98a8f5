"""The files for running the platform: linted by the programs that read them, and true to the command line."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ecliptic.cli import app
from ecliptic.server.environment import Environment

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
KNOWN_VARIABLES = {f"ECLIPTIC_{name.upper()}" for name in Environment.model_fields} | {"ECLIPTIC_TOKEN"}


def start_command(unit: Path) -> list[str]:
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign] # systemd's names have capitals
    parser.read_string(unit.read_text(encoding="utf-8"))
    return shlex.split(parser["Service"]["ExecStart"])


def understood(words: list[str]) -> bool:
    """Whether the command line has this command with these options."""
    command: click.Command = app
    context = click.Context(app, info_name="ecliptic")
    rest = list(words)
    while isinstance(command, click.Group):
        command = command.get_command(context, rest.pop(0)) or pytest.fail(f"no such command: {words}")
        context = click.Context(command, parent=context)
    command.make_parser(context).parse_args(rest)
    return True


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_start_commands_that_exist(unit: Path) -> None:
    program, *words = start_command(unit)
    assert program.endswith("/bin/ecliptic")
    assert understood(words)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_nothing_wrong_with_the_units(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    for each in UNITS:
        program = start_command(each)[0]
        # The program is not installed where the unit expects it, and systemd looks.
        text = each.read_text(encoding="utf-8").replace(program, "/bin/true")
        (tmp_path / each.name).write_text(text, encoding="utf-8")
    verdict = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / unit.name)], capture_output=True, text=True, check=False
    )
    said = [line for line in verdict.stderr.splitlines() if unit.name in line]
    assert said == []


def test_hadolint_finds_nothing_wrong_with_the_container_file() -> None:
    verdict = subprocess.run(
        [str(Path(sys.executable).with_name("hadolint")), "--no-color", str(DEPLOY / "Containerfile")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verdict.stdout == ""
    assert verdict.returncode == 0


def test_the_container_starts_a_command_that_exists() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    words = re.findall(r'"([^"]+)"', text.splitlines()[-1])
    assert words[0] == "ecliptic"
    assert understood(words[1:])


def test_every_variable_that_is_named_anywhere_exists() -> None:
    texts = [*DEPLOY.iterdir(), *(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    for path in texts:
        named = set(re.findall(r"\bECLIPTIC_[A-Z_]+\b", path.read_text(encoding="utf-8")))
        assert named <= KNOWN_VARIABLES, path


def test_the_page_of_settings_has_every_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import reference_pages

    page = "\n".join(reference_pages.settings_page())
    for name, field in Environment.model_fields.items():
        (row,) = re.findall(rf"^\| `ECLIPTIC_{name.upper()}` \|.*$", page, re.M)
        assert " ".join((field.description or "!").split()) in row
