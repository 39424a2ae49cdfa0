"""A delegated reviewer's papers as one file: for themselves while the role lasts, and to hand over."""
