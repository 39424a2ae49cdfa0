"""A new password for somebody who has forgotten theirs. The second step stays as it was."""
