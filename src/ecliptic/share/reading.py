"""Read whatever people bring: packages, workbooks, JSON files, foreign tables, folders of all these."""

from __future__ import annotations

from ecliptic.share.rows import Reading

__all__ = ["Reading"]
