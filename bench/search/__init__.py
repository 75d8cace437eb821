"""`make bench-search`: how well search finds, and what finding costs, beside other engines."""
