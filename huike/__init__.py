"""Huike 回客: customers who come back."""

__version__ = "0.1.0"
