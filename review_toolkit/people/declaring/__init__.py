"""A delegated reviewer's declaration of interests and confidentiality, before a review's first page."""
