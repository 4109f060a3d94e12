"""Products as lists and one by one: what they cost and how many there are, now and over time."""
