"""Plain sign-off of a stage: sent, signed off, returned, reopened, left incomplete. No formal signatures."""
