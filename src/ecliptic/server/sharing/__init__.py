"""Uploads, edits and the annual call."""
