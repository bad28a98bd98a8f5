"""The annual call: organisations say what still holds, what has changed, and what holds no more."""
