"""Pages that show the whole."""
