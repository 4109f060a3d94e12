"""What the Chinese platforms have in common: signatures, their clock, their money."""
