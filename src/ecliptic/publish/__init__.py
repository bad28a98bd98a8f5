"""Figures, tables and reports made from a roadmap and its assessments."""

from ecliptic.publish.figures import figure_svg
from ecliptic.publish.files import write_figure, write_report, write_table
from ecliptic.publish.missions import mission_table, mission_timeline
from ecliptic.publish.png import figure_png
from ecliptic.publish.report import report
from ecliptic.publish.tables import table_csv, table_json

__all__ = [
    "figure_png",
    "figure_svg",
    "mission_table",
    "mission_timeline",
    "report",
    "table_csv",
    "table_json",
    "write_figure",
    "write_report",
    "write_table",
]
