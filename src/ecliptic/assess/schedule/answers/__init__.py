"""What samples of a plan tell: chances and dates, what decides them, who is exposed, and what changes do."""
