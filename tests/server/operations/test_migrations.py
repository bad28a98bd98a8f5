"""From every released version to the newest: what was released is never edited, and data come along.

`tests/cases/migrations` holds, for each release, its migrations with the digest of each file; a release adds
a file, and nothing is taken out of one.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import ecliptic.server

RELEASES = sorted((Path(__file__).parents[2] / "cases" / "migrations").glob("*.json"))
SERVER = Path(ecliptic.server.__file__).parent


def ours() -> dict[str, str]:
    """Each of our migrations with the digest of its file."""
    return {
        path.relative_to(SERVER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(SERVER.rglob("migrations/0*.py"))
    }


def test_the_tables_are_what_the_models_say(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_released_migrations_are_never_edited(release: Path) -> None:
    now = ours()
    changed = [name for name, digest in json.loads(release.read_text()).items() if now.get(name) != digest]
    assert changed == []


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_there_is_one_way_from_each_release_to_the_newest(db: None, release: Path) -> None:
    """No branches and no gaps: what a release had applied is a part of what there is now."""
    executor = MigrationExecutor(connection)
    leaves = {app: name for app, name in executor.loader.graph.leaf_nodes()}
    for path in json.loads(release.read_text()):
        app = Path(path).parts[-3]
        way = [name for _, name in executor.loader.graph.forwards_plan((app, leaves[app]))]
        assert Path(path).stem in way, path
    assert executor.loader.detect_conflicts() == {}
