"""`ecliptic share new-key`, `sign` and `verify`, as an agency and its readers use them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import Run
from ecliptic.share import write_package
from plans import STATEMENTS


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """NASA's package."""
    write_package(tmp_path / "plan", STATEMENTS)
    return tmp_path / "plan"


@pytest.fixture
def public(ecliptic: Callable[..., Run], tmp_path: Path) -> str:
    """A public key, of which the private half is in key.pem."""
    run = ecliptic("share", "new-key", "--output", tmp_path / "key.pem")
    assert run.code == 0, run.err
    return run.out.strip()


def test_a_signed_package_verifies(
    ecliptic: Callable[..., Run], plan: Path, public: str, tmp_path: Path
) -> None:
    output = tmp_path / "nasa.zip"
    run = ecliptic(
        "share", "sign", plan, "--key", tmp_path / "key.pem", "--publisher", "NASA", "--output", output,
        "--serial", 7, "--made-at", "2026-03-01",
    )  # fmt: skip
    assert run.code == 0, run.err
    assert "Signed 4 statements of NASA as number 7" in run.err
    run = ecliptic("share", "verify", output, "--key", public, "--format", "json")
    assert run.code == 0, run.err
    told = {row["what"]: row["value"] for row in json.loads(run.out)["rows"]}
    assert told["publisher"] == "NASA"
    assert told["serial"] == "7"
    assert told["made at"] == "2026-03-01T00:00:00+00:00"
    assert told["key"] == public
    assert told["statements"] == "4"


def test_the_serial_rises_with_the_clock(
    ecliptic: Callable[..., Run], plan: Path, public: str, tmp_path: Path
) -> None:
    for day, serial in (("2026-03-01", 1772323200), ("2026-03-02", 1772409600)):
        run = ecliptic(
            "share", "sign", plan, "--key", tmp_path / "key.pem", "--publisher", "NASA",
            "--output", tmp_path / "nasa.zip", "--made-at", day,
        )  # fmt: skip
        assert f"as number {serial}" in run.err
    (tmp_path / "key.pub").write_text(public, encoding="ascii")
    run = ecliptic("share", "verify", tmp_path / "nasa.zip", "--key", tmp_path / "key.pub")
    assert "1772409600" in run.out


def test_a_changed_file_and_a_foreign_key_are_problems(
    ecliptic: Callable[..., Run], plan: Path, public: str, tmp_path: Path
) -> None:
    output = tmp_path / "nasa.zip"
    ecliptic("share", "sign", plan, "--key", tmp_path / "key.pem", "--publisher", "NASA", "--output", output)
    other = ecliptic("share", "new-key", "--output", tmp_path / "other.pem").out.strip()
    run = ecliptic("share", "verify", output, "--key", other)
    assert run.code == 1
    assert "not registered" in run.err
    output.write_bytes(output.read_bytes().replace(b"Space Launch", b"Spice Launch"))
    run = ecliptic("share", "verify", output, "--key", public)
    assert run.code == 1
    assert "nasa.zip" in run.err


def test_statements_of_others_are_not_signed(
    ecliptic: Callable[..., Run], plan: Path, public: str, tmp_path: Path
) -> None:
    run = ecliptic(
        "share", "sign", plan, "--key", tmp_path / "key.pem", "--publisher", "ESA", "--output", tmp_path / "x"
    )
    assert run.code == 1
    assert "another organisation than ESA" in run.err
    assert not (tmp_path / "x").exists()
    assert public


def test_what_not_everybody_may_see_is_not_signed_unasked(
    ecliptic: Callable[..., Run], public: str, tmp_path: Path
) -> None:
    hidden = STATEMENTS[1].envelope.model_copy(update={"visibility": "private"})
    narrowed = STATEMENTS[1].envelope.model_copy(update={"narrowed": {"mass_kg": "members"}})
    first, second, third, _ = STATEMENTS
    write_package(
        tmp_path / "plan", [first, type(second)(second.record, narrowed), type(third)(third.record, hidden)]
    )
    words = (
        "share", "sign", tmp_path / "plan", "--key", tmp_path / "key.pem", "--publisher", "NASA",
        "--output", tmp_path / "nasa.zip",
    )  # fmt: skip
    run = ecliptic(*words)
    assert run.code == 1
    assert "EM-001" in run.err
    assert "EM-002" in run.err
    assert "--viewer public" in run.err
    assert not (tmp_path / "nasa.zip").exists()
    assert ecliptic(*words, "--any-visibility").code == 0
    assert public


def test_nothing_to_sign_and_no_key_are_told(
    ecliptic: Callable[..., Run], plan: Path, tmp_path: Path
) -> None:
    write_package(tmp_path / "empty", [])
    where = ("--key", tmp_path / "key.pem", "--publisher", "NASA", "--output", tmp_path / "nasa.zip")
    run = ecliptic("share", "sign", tmp_path / "empty", *where)
    assert run.code == 2
    assert "nothing to sign" in run.err
    run = ecliptic("share", "sign", plan, *where)
    assert run.code == 1
    assert "key.pem: does not exist" in run.err


def test_help_of_share_names_all_commands(ecliptic: Callable[..., Run]) -> None:
    run = ecliptic("share", "--help")
    assert run.code == 0
    for command in (
        "check",
        "import",
        "export",
        "template",
        "submit",
        "compare",
        "new-key",
        "sign",
        "verify",
    ):
        assert f"\n  {command} " in run.out
