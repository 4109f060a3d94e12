"""A workspace's own categories, and what shops and files call them (decision 31)."""
