"""Platforms that are asked for what is new: connections, their kinds, and the landing of pages."""
