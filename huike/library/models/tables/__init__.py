"""Telling rows of a table apart by what stands in its columns."""
