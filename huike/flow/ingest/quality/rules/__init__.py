"""What a score is, and when something is wrong. Pure."""
