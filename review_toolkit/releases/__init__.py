"""The publication ledger: the frozen figures that pages, exports and reports may read."""
