"""Counts, shares, gaps and intervals: frames in, frozen results out.

Pure, and blind to disclosure control: what it returns is exact and for `disclosure` to judge."""
