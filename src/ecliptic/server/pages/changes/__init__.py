"""What changed between two dates or editions, and what is new."""
