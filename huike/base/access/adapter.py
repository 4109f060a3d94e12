"""What django-allauth may do here: sign people in, never up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by an owner or an admin, so the sign-up door is shut."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Never."""
        return False
