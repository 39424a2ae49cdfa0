"""What every page needs: the write transaction, errors, form fields, headers."""
