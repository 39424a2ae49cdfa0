"""Inviting somebody to a role in a review: the form, and what becomes of unanswered invitations."""
