"""Answers on pages: links to things, tables that can be searched, figures, findings."""
