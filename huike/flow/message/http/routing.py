"""The router that all files of this folder put their routes on."""

from django.http import HttpRequest
from ninja import Router

from huike.base.access.facade import Actor

router = Router(tags=["messages"])


def actor_of(request: HttpRequest) -> Actor:
    """Who is calling."""
    return request.auth  # type: ignore[attr-defined, no-any-return]
