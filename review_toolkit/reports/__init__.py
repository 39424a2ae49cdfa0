"""Word documents filled from chapters and releases."""
