"""The door of access: workspaces, actors, permissions and the audit."""

from huike.base.access.audit import audit
from huike.base.access.guard import needs, public_route
from huike.base.access.queries import (
    WorkspaceInfo,
    actor_of_staff,
    actor_of_token,
    all_workspaces,
    audit_page,
    staff_names,
    workspace,
    workspace_by_name,
)
from huike.base.access.rules import PERMISSIONS, ROLES, Actor, Scope, system_actor

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "Actor",
    "Scope",
    "WorkspaceInfo",
    "actor_of_staff",
    "actor_of_token",
    "all_workspaces",
    "audit",
    "audit_page",
    "needs",
    "public_route",
    "staff_names",
    "system_actor",
    "workspace",
    "workspace_by_name",
]
