"""Segments over HTTP: build, look, save, evaluate."""

from huike.flow.segment.http import building, looking, saving
from huike.flow.segment.http.routing import router

__all__ = ["building", "looking", "router", "saving"]
