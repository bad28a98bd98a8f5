"""Lists of the things of a kind: indexed once for each view, then filtered, sorted and paged in moments."""
