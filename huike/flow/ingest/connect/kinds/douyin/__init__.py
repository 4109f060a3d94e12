"""Douyin's shops (抖店), by their open platform."""
