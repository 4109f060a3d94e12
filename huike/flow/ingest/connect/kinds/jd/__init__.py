"""JD's shops, by their open platform (JOS)."""
