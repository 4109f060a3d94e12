"""Workspaces, staff, teams, tokens and the audit."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from huike.base.access.rules import ROLES


class Workspace(models.Model):
    """One brand: nothing is shared between two of them but the machine."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    timezone = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    notices = models.JSONField(default=list)  # banners: [{"code", "level", "params"}]
    created_at = models.DateTimeField(auto_now_add=True)


class StaffManager(BaseUserManager["Staff"]):
    """Makes staff; there are no Django superusers, an owner is a role in a workspace."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Staff":
        """A new member of staff; without a password nobody can sign in with one."""
        staff = self.model(email=self.normalize_email(email).lower(), **fields)
        staff.set_password(password)
        staff.save()
        return staff


class Staff(AbstractBaseUser):
    """A person who works in the console."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, default="zh-CN")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    objects: ClassVar[StaffManager] = StaffManager()


class Team(models.Model):
    """People who share a scope of shops."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    shop_ids = models.JSONField(null=True, default=None)  # None = no limit from this team

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="team_once_by_name")
        ]


class Membership(models.Model):
    """What a member of staff may do in one workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE)
    role = models.CharField(max_length=16, choices=[(role, role) for role in ROLES])
    shop_ids = models.JSONField(null=True, default=None)
    teams = models.ManyToManyField(Team, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "staff"], name="membership_once")
        ]


class ApiToken(models.Model):
    """A key for programs: kept as a digest, shown once, bound to a workspace and a role."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    tail = models.CharField(max_length=4)
    role = models.CharField(max_length=16)
    shop_ids = models.JSONField(null=True, default=None)
    created_by = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class OneTimeLogin(models.Model):
    """A link that signs one person in once (the demo prints one)."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE)
    digest = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()


class AuditEntry(models.Model):
    """One act, or one look at unmasked data: ids and field names, never values."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField()
    actor_label = models.CharField(max_length=120)
    action = models.CharField(max_length=64)
    target_kind = models.CharField(max_length=32, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    fields = models.JSONField(default=list)
    count = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "id"], name="audit_in_order"),
            models.Index(fields=["workspace", "target_kind", "target_id"], name="audit_of_target"),
        ]


class AuditSeal(models.Model):
    """A link of the chain: the hash of everything up to an entry, with the hash before it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    entries = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number"], name="seal_once_by_number")
        ]
