"""Partnership: who could close which need together, fairly and stably."""
