"""What is written where, in the format that a name asks for; anything else is wrong use and told so."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecliptic import publish
from ecliptic.errors import UsageError
from publish.sample import assessment, figures, roadmap, table


def test_report(tmp_path: Path) -> None:
    plans = roadmap()
    path = publish.write_report(tmp_path / "report.html", plans, [assessment(plans)], title="Plans")
    assert path.read_text(encoding="utf-8") == publish.report(plans, [assessment(plans)], title="Plans")


def test_figure_as_svg_and_png(tmp_path: Path) -> None:
    figure = figures()["bars"]
    svg = publish.write_figure(tmp_path / "bars.SVG", figure)
    assert svg.read_text(encoding="utf-8") == publish.figure_svg(figure)
    pytest.importorskip("resvg_py")
    png = publish.write_figure(str(tmp_path / "bars.png"), figure)
    assert png.read_bytes() == publish.figure_png(figure)


def test_table_as_csv_and_json(tmp_path: Path) -> None:
    csv = publish.write_table(tmp_path / "t.csv", table())
    assert csv.read_bytes() == publish.table_csv(table()).encode()
    json = publish.write_table(tmp_path / "t.json", table())
    assert json.read_bytes() == publish.table_json(table()).encode()


@pytest.mark.parametrize("name", ["figure.gif", "figure"])
def test_other_formats_are_refused_with_the_choices(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"\.svg or \.png"):
        publish.write_figure(tmp_path / name, figures()["bars"])
    with pytest.raises(UsageError, match=r"\.csv or \.json"):
        publish.write_table(tmp_path / name, table())


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Choose a folder that exists"):
        publish.write_table(tmp_path / "no" / "t.csv", table())
