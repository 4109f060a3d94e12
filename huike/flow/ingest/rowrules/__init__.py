"""Rules that a person sets for the rows of a source: they warn, or hold rows back."""
