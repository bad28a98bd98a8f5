"""Schedule: how likely each function is there in time, what drives it, and who is exposed."""
