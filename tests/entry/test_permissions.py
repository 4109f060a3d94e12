"""S4: every route names its permission; a role without it is refused before anything happens."""

from types import SimpleNamespace

import pytest

from huike.base.access.rules import PERMISSIONS, ROLES, Actor, Scope
from huike.base.kernel.errors import Forbidden
from tests.support.routes import Route, all_routes

ROUTES = all_routes()


def test_every_route_names_its_permission_and_its_operation() -> None:
    unnamed = [f"{r.method} {r.path}" for r in ROUTES if r.permission is None]
    nameless = [f"{r.method} {r.path}" for r in ROUTES if not r.operation_id]

    assert len(ROUTES) > 10
    assert unnamed == []
    assert nameless == []
    assert len({r.operation_id for r in ROUTES}) == len(ROUTES)


def test_only_the_session_needs_no_permission() -> None:
    assert sorted(r.operation_id for r in ROUTES if r.permission == "") == [
        "changeSession",
        "getSession",
    ]


def test_writes_never_hang_on_a_permission_to_read() -> None:
    loose = [
        f"{r.method} {r.path}"
        for r in ROUTES
        if r.method != "GET" and (r.permission or "").endswith(".read")
    ]

    # These ask a question by POST because a rule does not fit into an address.
    assert sorted(loose) == sorted(_ASKING), "a write needs a permission to write"


_ASKING = [
    "POST /audit/verify",
    "POST /content/preview",
    "POST /imports/preview",
    "POST /imports/{import_id}/quarantine/mend-preview",
    "POST /mails/preview",
    "POST /reports/drilldown",
    "POST /segments/explain-sentence",
    "POST /segments/preview",
    # Everybody keeps views of their own; sharing one is checked inside.
    "DELETE /customers/views/{int:view_id}",
    "POST /customers/views",
    "PUT /customers/views/{int:view_id}",
]


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.method} {r.path}")
def test_a_role_without_the_permission_is_refused(route: Route) -> None:
    without = [role for role in ROLES if route.permission and route.permission not in ROLES[role]]
    for role in [*without, "no-such-role"] if route.permission else []:
        actor = Actor("staff", 1, "x", 1, role, Scope(1))
        with pytest.raises(Forbidden):
            route.view(SimpleNamespace(auth=actor, method=route.method))

    assert route.permission is not None
    assert not route.permission or route.permission in PERMISSIONS
