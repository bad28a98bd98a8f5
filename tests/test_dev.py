"""The script that installs and checks everything: what it does without the network, and what it says."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "dev.py"


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, in a folder of its own, with every program call recorded and none made."""
    spec = importlib.util.spec_from_file_location("dev_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "BUILD", tmp_path / "build")
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "python")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setattr(module.shutil, "which", lambda *_args, **_options: None)
    calls: list[list[str]] = []

    def call(command: list[str], quiet: bool = False, into: object = None) -> int:
        calls.append(command)
        if "venv" in command:
            make_environment(module.PYTHON)
        return 0

    monkeypatch.setattr(module, "call", call)
    module.__dict__["calls"] = calls
    return module


def make_environment(python: Path) -> None:
    python.parent.mkdir(exist_ok=True)
    python.touch()
    version = ".".join(map(str, sys.version_info[:3]))
    (python.parent / "pyvenv.cfg").write_text(f"version = {version}\n", encoding="utf-8")


def asked(*rest: str) -> argparse.Namespace:
    return argparse.Namespace(rest=list(rest))


def test_the_first_call_installs_pinned_packages_and_then_the_project_alone(dev: ModuleType) -> None:
    dev.report(asked())
    venv, packages, project, report = dev.calls
    assert venv[1:3] == ["-m", "venv"]
    assert packages[-5:] == [
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--requirement",
        "requirements.lock",
    ]
    assert {"--no-deps", "--no-build-isolation", "--no-index", "--editable"} <= set(project)
    assert report[:3] == ["ecliptic", "publish", "report"]


def test_the_second_call_installs_nothing(dev: ModuleType) -> None:
    dev.report(asked())
    dev.calls.clear()
    dev.report(asked("--help"))
    assert [command[0] for command in dev.calls] == ["ecliptic"]


def test_whoever_has_the_developers_tools_has_what_the_report_needs(dev: ModuleType) -> None:
    dev.setup(asked())
    dev.calls.clear()
    dev.report(asked())
    assert len(dev.calls) == 1
    dev.test(asked("lint"))
    assert dev.calls[-1] == dev.CHECKS["lint"]


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_change_of_the_lock_or_the_metadata_installs_anew(dev: ModuleType, changed: str) -> None:
    dev.report(asked())
    (dev.ROOT / changed).write_text("newer", encoding="utf-8")
    dev.calls.clear()
    dev.report(asked())
    # The environment itself stays: packages, project, report.
    assert len(dev.calls) == 3


def test_an_environment_of_another_python_is_made_anew(dev: ModuleType) -> None:
    dev.report(asked())
    (dev.VENV / "pyvenv.cfg").write_text("version = 3.1.4\n", encoding="utf-8")
    dev.STAMP.unlink()
    dev.calls.clear()
    dev.report(asked())
    assert dev.calls[0][1:4] == ["-m", "venv", "--clear"]


def test_a_failed_step_leaves_no_stamp(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def call(command: list[str], quiet: bool = False, into: object = None) -> int:
        if "venv" in command:
            make_environment(dev.PYTHON)
        return int("--require-hashes" in command)

    monkeypatch.setattr(dev, "call", call)
    with pytest.raises(SystemExit, match="this step failed"):
        dev.report(asked())
    assert not dev.STAMP.exists()


def test_a_python_without_venv_names_the_debian_package(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"apt-get install python3\.\d+-venv"):
        dev.report(asked())


def test_an_old_python_is_told_so(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    old = SimpleNamespace(version_info=(3, 9, 2), executable="/usr/bin/python3", exit=sys.exit)
    monkeypatch.setattr(dev, "sys", old)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or later; /usr/bin/python3 is 3\.9\.2"):
        dev.main()


def test_an_unknown_check_is_refused_before_anything_is_installed(dev: ModuleType) -> None:
    with pytest.raises(SystemExit, match=r"no check is called speling\. There are: lint, format"):
        dev.test(asked("speling"))
    assert dev.calls == []


def test_one_failing_check_fails_the_whole_and_stops_no_other(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dev.setup(asked())
    ran = []

    def call(command: list[str], quiet: bool = False, into: object = None) -> int:
        ran.append(command[0])
        return int(command[0] == "mypy")

    monkeypatch.setattr(dev, "call", call)
    assert dev.test(asked()) == 1
    assert len(ran) == len(dev.CHECKS)
    assert "types   FAILED" in capsys.readouterr().out


def test_fuzzing_tries_every_harness_and_keeps_what_breaks_it(dev: ModuleType) -> None:
    dev.FUZZERS = dev.ROOT / "fuzz"
    dev.FUZZERS.mkdir()
    (dev.FUZZERS / "read_workbook.py").touch()
    (dev.FUZZERS / "_shared.py").touch()
    dev.fuzz(asked("5"))
    harnesses = [command for command in dev.calls if command[1].endswith("read_workbook.py")]
    assert len(harnesses) == 1
    assert "-max_total_time=5" in harnesses[0]
    assert not any(command[1].endswith("_shared.py") for command in dev.calls)
