"""Every route names its permission here; a test lists those that do not."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from huike.base.access.rules import PERMISSIONS, Actor
from huike.base.kernel.errors import Forbidden

F = TypeVar("F", bound=Callable[..., Any])


def needs(permission: str) -> Callable[[F], F]:
    """Refuse callers whose role lacks the permission."""
    if permission not in PERMISSIONS:
        raise ValueError(f"{permission!r} is not in PERMISSIONS")

    def mark(view: F) -> F:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            actor: Actor = request.auth
            if not actor.can(permission):
                raise Forbidden(
                    f"This needs the permission {permission}",
                    code="permission_missing",
                    permission=permission,
                )
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark


def public_route(view: F) -> F:
    """Mark a route that needs no permission beyond being signed in, or none at all."""
    view.permission = ""  # type: ignore[attr-defined]
    return view
