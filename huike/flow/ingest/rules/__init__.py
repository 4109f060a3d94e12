"""How rows of foreign files become typed facts. Pure: no database, no clock, no network."""
