"""What arrives from outside: read, cleaned, set aside or landed once."""
