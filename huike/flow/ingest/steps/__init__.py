"""A run of an import, step by step; each step can be done again after a crash."""
