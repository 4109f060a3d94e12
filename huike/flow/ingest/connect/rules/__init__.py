"""Pure rules of connections."""
