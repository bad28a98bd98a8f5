"""Pages by which organisations share their plans."""
