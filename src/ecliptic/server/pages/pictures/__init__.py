"""Pages of pictures: missions in time, coverage, the flow from objectives to agencies, and gaps."""
