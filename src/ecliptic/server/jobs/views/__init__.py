"""Pages of questions and of their answers."""
