"""Youzan (有赞), by its cloud."""
