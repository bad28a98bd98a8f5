"""Readiness: which technology gaps are open, who works on them, and what waits for them.

Being written in parallel to coverage by the readiness engineer: leave this folder, its tests and its page to them.
"""
