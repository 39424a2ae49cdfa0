"""What administrators do for people who cannot sign in, and the rule on second steps."""
