"""Segments over HTTP: build, look, save, evaluate."""

from huike.flow.segment.http import building, looking, saving, traits
from huike.flow.segment.http.routing import router, traits_router

__all__ = ["building", "looking", "router", "saving", "traits", "traits_router"]
