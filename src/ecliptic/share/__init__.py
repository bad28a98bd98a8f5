"""Statements in and out: packages, workbooks, JSON, and foreign tables through mappings."""
