"""People as they are written a second time: known duplicates, to measure finding on. Pure.

Of each original one copy is made, changed as shops and people change what they write: a sign too
much, too few, exchanged or another; an address without its province or with its numbers written
differently; another mailbox, no phone, a name as an initial. What the copy shares with its original
follows from the seed alone.
"""

import random
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Written:
    """A person as a shop has them."""

    name: str = ""
    address: str = ""
    city: str = ""
    email: str = ""
    phone: str = ""
    birthday: str = ""


def copies(originals: Sequence[Written], seed: int) -> list[Written]:
    """Each of them once more, changed."""
    chance = random.Random(seed)  # drawn again from its seed, no secret
    given = "".join(one.name[-1:] for one in originals) or "明"
    return [_copy(one, chance, given) for one in originals]


def _copy(one: Written, chance: random.Random, signs: str) -> Written:
    """The identifiers differ always: else they would be merged by them."""
    email = ""
    if one.email:
        local, _, domain = one.email.partition("@")
        email = chance.choice(
            ["", "", f"{_slip(local, chance)}@{domain}", f"{local}@other-{domain}"]
        )
    phone = chance.choice(["", "", _another_digit(one.phone, chance)]) if one.phone else ""
    name = one.name
    turn = chance.random()
    if turn < 0.15 and len(name) >= 3:
        name = _slip(name, chance, signs)
    elif turn < 0.2 and name.isascii() and " " in name:
        name = f"{name[0]}. {name.split()[-1]}"
    address = one.address
    turn = chance.random()
    if turn < 0.35:
        address = _rewritten(address)
    elif turn < 0.5:
        address = ""
    elif turn < 0.6 and len(address) > 8:
        address = _slip(address, chance, signs)
    birthday = one.birthday if chance.random() < 0.7 else ""
    return replace(one, name=name, address=address, email=email, phone=phone, birthday=birthday)


def _slip(text: str, chance: random.Random, signs: str = string.ascii_lowercase) -> str:
    """One sign typed wrong, behind the first."""
    at = chance.randrange(1, len(text)) if len(text) > 1 else 0
    kind = chance.choice(["more", "less", "other", "swap"])
    if kind == "more":
        return text[:at] + chance.choice(signs) + text[at:]
    if kind == "less":
        return text[:at] + text[at + 1 :]
    if kind == "swap" and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + chance.choice(signs) + text[at + 1 :]


def _another_digit(phone: str, chance: random.Random) -> str:
    at = chance.randrange(4, len(phone)) if len(phone) > 5 else 0
    return phone[:at] + str((int(phone[at]) + chance.randrange(1, 10)) % 10) + phone[at + 1 :]


def _rewritten(address: str) -> str:
    """As another form asks for it."""
    for long, short in (
        ("省", ""), ("号", "-"), ("幢", "-"), ("栋", "-"), ("室", ""),
        ("Street", "St."), ("Road", "Rd"), ("Avenue", "Ave."), ("Apartment", "Apt"),
    ):  # fmt: skip
        address = address.replace(long, short)
    return address
