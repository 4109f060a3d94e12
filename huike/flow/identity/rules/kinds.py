"""The kinds of identifiers: their scope, whether they say who somebody is, what they deliver."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of identifier."""

    code: int  # stored: never given to another kind
    name: str
    is_per_shop: bool  # the same text at two shops may be two people
    may_merge: bool  # whether it says who a person is, or is only a way to deliver
    channel: str  # the channel that it addresses; "" = none
    days: int | None = None  # how long it stays valid; None = for ever


USER_ID = Kind(3, "user_id", is_per_shop=True, may_merge=True, channel="")
PHONE = Kind(2, "phone", is_per_shop=False, may_merge=True, channel="sms")
EMAIL = Kind(1, "email", is_per_shop=False, may_merge=True, channel="email")

# No identifier, but evidence as theirs is: that an account was another one before.
ALIAS = Kind(4, "alias", is_per_shop=True, may_merge=True, channel="")
# And that two shops have the same buyer's number from one app of a platform.
APP = Kind(5, "app", is_per_shop=False, may_merge=True, channel="")

KINDS = (USER_ID, PHONE, EMAIL)  # believed in this order, unless a workspace says otherwise
BY_NAME = {kind.name: kind for kind in KINDS}
BY_CODE = {kind.code: kind for kind in KINDS}
BY_CHANNEL = {kind.channel: kind for kind in KINDS if kind.channel}
