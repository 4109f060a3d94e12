"""Who is calling: a bearer token, or the console's session with its CSRF proof."""

from typing import Any, cast

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

from huike.base.access.facade import Actor, actor_of_staff, actor_of_token
from huike.base.kernel.errors import Forbidden, Unauthenticated

_SAFE = ("GET", "HEAD", "OPTIONS")
# Where the command line, in the same process, names the caller itself. No client can: what a
# request brings is put under HTTP_ by the server.
CALLER = "huike.caller"


class _Csrf(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def caller(request: HttpRequest) -> Actor:
    """The actor of a request; raises when there is none."""
    named_here: Actor | None = request.META.get(CALLER)
    if named_here is not None:
        return named_here
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        actor = actor_of_token(header[7:].strip())
        if actor is None:
            raise Unauthenticated("The token is unknown, revoked or past its end", code="bad_token")
        return actor
    if not request.user.is_authenticated:
        raise Unauthenticated("Sign in, or send a bearer token")
    if request.method not in _SAFE:
        _check_csrf(request)
    named = request.headers.get("X-Workspace", "")
    actor = actor_of_staff(request.user, int(named) if named.isdigit() else None)  # type: ignore[arg-type]
    if actor is None:
        raise Forbidden("You are not in this workspace", code="not_a_member")
    return actor


def _check_csrf(request: HttpRequest) -> None:
    check = _Csrf(lambda _request: None)  # type: ignore[arg-type,return-value]
    check.process_request(request)
    if check.process_view(request, cast(Any, caller), (), {}):
        raise Forbidden("The CSRF token is missing or wrong", code="csrf_failed")
