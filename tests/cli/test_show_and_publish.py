"""`ecliptic show`, `publish` and `completion` on the reference roadmap."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import Run
from ecliptic.assess import questions
from ecliptic.share.json_file import json_bytes
from publish.sample import roadmap


def test_show_tells_history_sources_and_who_refers(ecliptic: Callable[..., Run]) -> None:
    run = ecliptic("show", "function", "FN-T-101 L")
    assert run.code == 0, run.err
    assert "Transport crew from Earth to cislunar space" in run.out
    assert "source: " in run.out
    assert "History" in run.out
    assert "allocation" in run.out


def test_show_as_json(ecliptic: Callable[..., Run]) -> None:
    content = json.loads(ecliptic("show", "organisation", "ESA", "--format", "json").out)
    assert content["taken"]["record"]["id"] == "ESA"
    assert content["referrers"]


def test_show_lists_a_kind(ecliptic: Callable[..., Run]) -> None:
    run = ecliptic("show", "organisation")
    assert "JAXA" in run.out


def test_show_of_something_unknown_proposes_what_is_near(ecliptic: Callable[..., Run]) -> None:
    run = ecliptic("show", "function", "FN-T-101")
    assert run.code == 2
    assert "FN-T-101 L" in run.err


def test_show_of_an_unknown_kind_is_wrong_use(ecliptic: Callable[..., Run]) -> None:
    assert ecliptic("show", "rocket", "x").code == 2


def test_report_is_one_file(ecliptic: Callable[..., Run], tmp_path: Path) -> None:
    chosen = ("--question", "coverage", "--question", "health", "--title", "Plans <2026>")
    run = ecliptic("publish", "report", "--output", tmp_path / "report.html", *chosen)
    assert run.code == 0, run.err
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Plans &lt;2026&gt;" in text
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_report_answers_all_questions(ecliptic: Callable[..., Run], tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_bytes(json_bytes(roadmap().statements))
    run = ecliptic("publish", "report", plan, "--output", tmp_path / "report.html")
    assert run.code == 0, run.err
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert [name for name, question in questions().items() if question.title not in text] == []


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_figures_are_written_each_to_its_file(
    ecliptic: Callable[..., Run], tmp_path: Path, suffix: str
) -> None:
    run = ecliptic("publish", "figures", "--question", "readiness", "--as", suffix, "--output", tmp_path)
    assert run.code == 0, run.err
    files = list(tmp_path.iterdir())
    assert files
    assert {path.suffix for path in files} == {f".{suffix}"}


def test_tables_are_written_each_to_its_file(ecliptic: Callable[..., Run], tmp_path: Path) -> None:
    run = ecliptic("publish", "tables", "--question", "coverage", "--output", tmp_path)
    assert run.code == 0, run.err
    assert (tmp_path / "coverage-summary.csv").is_file()


def test_unknown_question_is_wrong_use(ecliptic: Callable[..., Run], tmp_path: Path) -> None:
    run = ecliptic("publish", "report", "--question", "weather", "--output", tmp_path / "r.html")
    assert run.code == 2
    assert "coverage" in run.err


def test_folder_that_is_missing_is_wrong_use(ecliptic: Callable[..., Run], tmp_path: Path) -> None:
    run = ecliptic("publish", "report", "--output", tmp_path / "no" / "report.html")
    assert run.code == 2
    assert "Traceback" not in run.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_gives_a_script(ecliptic: Callable[..., Run], shell: str) -> None:
    run = ecliptic("completion", shell)
    assert run.code == 0
    assert "_ECLIPTIC_COMPLETE" in run.out


def test_help_of_every_command_has_an_example(ecliptic: Callable[..., Run]) -> None:
    for verb in ("share", "assess", "publish", "show", "completion"):
        run = ecliptic(verb, "--help")
        assert run.code == 0
        assert run.out
    for command in (
        ("share", "check"),
        ("share", "import"),
        ("share", "export"),
        ("share", "template"),
        ("share", "compare"),
        ("assess", "coverage"),
        ("assess", "health"),
        ("publish", "report"),
        ("show",),
    ):
        assert "Examples:" in ecliptic(*command, "--help").out


def test_help_imports_nothing_heavy() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from ecliptic.cli import main; main(['--help']); "
        "heavy = {'pydantic', 'polars', 'jinja2', 'python_calamine', 'xlsxwriter', 'rich'}; "
        "bad = heavy & set(sys.modules); "
        "sys.exit(f'imported {bad}' if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
