"""The probe as an installed plug-in, which worker processes find too, and a small roadmap."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecliptic.assess import questions
from ecliptic.roadmap import Roadmap
from ecliptic.vocabulary import Element
from saying import said

HERE = Path(__file__).parent


@pytest.fixture(scope="module", autouse=True)
def _probe_is_installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Install the question `probe` for this process and the workers that it starts."""
    place = tmp_path_factory.mktemp("plug-in")
    (place / "sweep_probe.py").write_text((HERE / "probing.py").read_text())
    about = place / "sweep_probe-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: sweep-probe\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[ecliptic.questions]\nprobe = sweep_probe:probe\nstrict = sweep_probe:strict\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(place))
        questions.cache_clear()
        yield
    questions.cache_clear()


@pytest.fixture(scope="session")
def small() -> Roadmap:
    """A roadmap of seven things."""
    return Roadmap.build([said(Element(id=f"EL-{number}", name=f"Element {number}")) for number in range(7)])
