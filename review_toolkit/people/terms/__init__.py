"""A role's page for HR leads: for what, for which stages and until when it is held, and changes to that."""
