"""The public door: everything is there under its name, and nothing is loaded before it is used."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import ecliptic as ec
from ecliptic import share
from plans import STATEMENTS

HEAVY = (
    "pydantic",
    "polars",
    "python_calamine",
    "xlsxwriter",
    "jinja2",
    "rich",
    "click",
    "importlib.metadata",
)


def loaded(code: str) -> set[str]:
    """Modules that a fresh Python has loaded after running some code."""
    program = f"{code}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_every_public_name_is_there() -> None:
    for name in ec.__all__:
        assert getattr(ec, name) is not None, name
    for name in share.__all__:
        assert callable(getattr(share, name)), name
    assert set(ec.__all__) <= set(dir(ec))
    assert set(share.__all__) <= set(dir(share))


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match="module 'ecliptic' has no attribute 'nothing'"):
        _ = ec.nothing  # type: ignore[attr-defined] # that is the point
    with pytest.raises(AttributeError, match=r"module 'ecliptic\.share' has no attribute 'nothing'"):
        _ = share.nothing  # type: ignore[attr-defined] # as above


def test_opening_the_door_loads_nothing_heavy() -> None:
    assert not loaded("import ecliptic") & set(HEAVY)
    assert not loaded("import ecliptic; ecliptic.share.read_json") & {"polars", "xlsxwriter", "jinja2"}


def test_reading_gives_a_roadmap(tmp_path: Path) -> None:
    ec.share.write_package(tmp_path / "plans", STATEMENTS)
    roadmap = ec.read(tmp_path / "plans")
    assert roadmap.digest == ec.Roadmap.build(STATEMENTS).digest
    assert len(ec.read(tmp_path, as_of=datetime(2020, 1, 1, tzinfo=UTC))) == 0
    assert ec.read([tmp_path / "plans"], viewer=ec.Viewer.public()).viewer == ec.Viewer.public()


def test_the_reference_roadmap_is_a_call_and_a_module() -> None:
    whole = ec.reference()
    assert whole is ec.reference()
    assert whole.digest == ec.Roadmap.build(ec.reference.statements()).digest
    assert len(ec.reference(as_of=datetime(1900, 1, 1, tzinfo=UTC))) == 0
