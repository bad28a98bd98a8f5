"""The report: one self-contained HTML file in which numbers lead to the records under them."""

from ecliptic.publish.report.page import report

__all__ = ["report"]
