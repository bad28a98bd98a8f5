"""The platform: what a database and people are needed for, as a Django project."""
