"""Every route of the API, read from the program itself, so that a new one cannot escape."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from huike.entry.http.api import api

PARAMETER = re.compile(r"\{(?:\w+:)?(\w+)\}")


@dataclass(frozen=True)
class Route:
    """One verb of one path."""

    method: str
    path: str
    operation_id: str
    view: Callable[..., Any]

    @property
    def parameters(self) -> list[str]:
        """Names of the ids in the path."""
        return PARAMETER.findall(self.path)

    @property
    def permission(self) -> str | None:
        """What it needs; "" = only a caller; None = nobody said."""
        return getattr(self.view, "permission", None)

    def address(self, ids: dict[str, Any]) -> str:
        """The path with these ids."""
        return "/api/v1" + PARAMETER.sub(lambda found: str(ids[found[1]]), self.path)


def all_routes() -> list[Route]:
    """In the order they are mounted."""
    found = []
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    full = f"{prefix.rstrip('/')}/{path.lstrip('/')}".rstrip("/")
                    full = full if full.startswith("/") else f"/{full}"
                    name = operation.operation_id or ""
                    found.append(Route(method, full, name, operation.view_func))
    return found
