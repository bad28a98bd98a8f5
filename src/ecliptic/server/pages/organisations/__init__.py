"""Who plans: every organisation, what it brings, states and could close."""
