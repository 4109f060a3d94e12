"""Taobao and Tmall, by the open platform's gateway (TOP)."""
