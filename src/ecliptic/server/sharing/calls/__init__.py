"""The annual call: every organisation says what still holds, what has changed and what does not hold any more."""
