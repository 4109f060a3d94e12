"""The door of webhooks: who takes notes of events, and who hands them over."""

from huike.base.webhooks.notices import note
from huike.base.webhooks.postman import Postman

__all__ = ["Postman", "note"]
