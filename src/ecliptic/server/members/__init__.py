"""Organisations, accounts, roles and sign-in."""
