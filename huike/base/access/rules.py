"""Who may do what: permissions, roles and scopes. Pure."""

from dataclasses import dataclass

PERMISSIONS: frozenset[str] = frozenset(
    [
        "workspace.read",
        "workspace.write",
        "staff.read",
        "staff.write",
        "tokens.read",
        "tokens.write",
        "audit.read",
        "jobs.read",
        "jobs.cancel",
        "shops.read",
        "shops.write",
        "imports.read",
        "imports.write",
        "sources.read",
        "sources.write",
        "customers.read",
        "customers.write",
        "customers.reveal",
        "customers.export",
        "consent.write",
        "orders.read",
        "segments.read",
        "segments.write",
        "content.read",
        "content.write",
        "broadcasts.read",
        "broadcasts.write",
        "broadcasts.send",
        "channels.read",
        "channels.write",
        "webhooks.read",
        "webhooks.write",
        "reports.read",
    ]
)

_READS = frozenset(
    [
        "workspace.read",
        "jobs.read",
        "shops.read",
        "customers.read",
        "orders.read",
        "segments.read",
        "content.read",
        "broadcasts.read",
        "reports.read",
    ]
)
_MARKETING = frozenset(
    [
        "segments.write",
        "content.write",
        "broadcasts.write",
        "broadcasts.send",
        "channels.read",
        "imports.read",
        "sources.read",
        "jobs.cancel",
        "consent.write",
    ]
)

ROLES: dict[str, frozenset[str]] = {
    "owner": PERMISSIONS,
    "admin": PERMISSIONS,
    "marketer": _READS | _MARKETING | {"customers.export", "imports.write"},
    "analyst": _READS | {"segments.write", "imports.read", "sources.read", "customers.export"},
    "supervisor": _READS | {"customers.write", "customers.reveal", "consent.write", "staff.read"},
    "agent": frozenset(
        [
            "workspace.read",
            "shops.read",
            "customers.read",
            "customers.write",
            "customers.reveal",
            "orders.read",
            "consent.write",
        ]
    ),
    "merchandiser": _READS | {"imports.read", "imports.write", "shops.write"},
    "auditor": _READS
    | {"audit.read", "staff.read", "tokens.read", "imports.read", "sources.read"}
    | {"channels.read", "webhooks.read"},
}

# Only an owner makes owners: an admin who could would have no superior left.
GRANTS: dict[str, frozenset[str]] = {
    "owner": frozenset(ROLES),
    "admin": frozenset(ROLES) - {"owner"},
}


@dataclass(frozen=True)
class Scope:
    """Whose rows may be read: one workspace, and in it these shops (None = all)."""

    workspace_id: int
    shop_ids: tuple[int, ...] | None = None

    def allows_shop(self, shop_id: int) -> bool:
        """Whether rows of this shop may be read."""
        return self.shop_ids is None or shop_id in self.shop_ids


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff, a token, or the system itself."""

    kind: str
    id: int
    label: str
    workspace_id: int
    role: str
    scope: Scope
    team_ids: tuple[int, ...] = ()

    def can(self, permission: str) -> bool:
        """Whether this permission comes with the role; unknown ones never do."""
        return permission in PERMISSIONS and permission in ROLES.get(self.role, frozenset())


def system_actor(workspace_id: int, label: str = "system") -> Actor:
    """The program itself acting in a workspace, for jobs and commands."""
    return Actor("system", 0, label, workspace_id, "owner", Scope(workspace_id))


def merge_shops(
    direct: list[int] | None, of_teams: list[list[int] | None]
) -> tuple[int, ...] | None:
    """The shops of a member: their own list and those of their teams; no list anywhere = all."""
    lists = [shops for shops in [direct, *of_teams] if shops is not None]
    if not lists:
        return None
    return tuple(sorted({shop for shops in lists for shop in shops}))
