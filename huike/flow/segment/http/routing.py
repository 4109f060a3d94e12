"""The router, and who is asking."""

from django.http import HttpRequest
from ninja import Router

from huike.base.access.facade import Actor

router = Router(tags=["segments"])
traits_router = Router(tags=["traits"])


def actor(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.auth  # type: ignore[attr-defined, no-any-return]
