"""Health, metrics, backup."""
