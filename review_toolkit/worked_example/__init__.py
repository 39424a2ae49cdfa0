"""A fictional membership organisation and the files that it would really have."""
