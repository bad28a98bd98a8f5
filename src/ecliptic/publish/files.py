"""Figures, tables and reports written to files, in the format that the name of the file asks for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ecliptic.assess import Assessment, Figure, Table
from ecliptic.errors import UsageError
from ecliptic.publish.figures import figure_svg
from ecliptic.publish.png import figure_png
from ecliptic.publish.report import report
from ecliptic.publish.tables import table_csv, table_json
from ecliptic.roadmap import Roadmap

DEFAULT_TITLE = "The state of the roadmap"


def write_report(
    path: Path | str, roadmap: Roadmap, assessments: Sequence[Assessment], *, title: str = DEFAULT_TITLE
) -> Path:
    """Write a report as one self-contained HTML file."""
    return _written(path, report(roadmap, assessments, title=title).encode())


def write_figure(path: Path | str, figure: Figure) -> Path:
    """Write a figure as .svg or .png, as the name says."""
    suffix = Path(path).suffix.lower()
    if suffix == ".svg":
        return _written(path, figure_svg(figure).encode())
    if suffix == ".png":
        return _written(path, figure_png(figure))
    raise _unknown(path, ".svg or .png")


def write_table(path: Path | str, table: Table) -> Path:
    """Write a table as .csv or .json, as the name says."""
    suffix = Path(path).suffix.lower()
    if suffix == ".csv":
        return _written(path, table_csv(table).encode())
    if suffix == ".json":
        return _written(path, table_json(table).encode())
    raise _unknown(path, ".csv or .json")


def _unknown(path: Path | str, choices: str) -> UsageError:
    return UsageError(f"{Path(path).name} does not say what to write. Let its name end with {choices}.")


def _written(path: Path | str, content: bytes) -> Path:
    target = Path(path)
    try:
        target.write_bytes(content)
    except OSError as error:
        remedy = "Choose a folder that exists and may be written to."
        message = f"{target} cannot be written: {error.strerror}. {remedy}"
        raise UsageError(message) from error
    return target
