"""The command line: `review-toolkit`."""
