"""Backup and restore: everything but the keys, taken while the program runs."""
