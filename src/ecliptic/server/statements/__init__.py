"""The store of statements and the views made from it."""
