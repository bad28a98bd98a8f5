"""The page of a thing, and the history of what was said about it."""
