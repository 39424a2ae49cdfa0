"""One's own account: password, second step, and the end of all visits."""
