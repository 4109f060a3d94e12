"""What may be shown of a personal value to somebody who has not asked to see it. Pure."""

import re

_NUMBER = re.compile(r"\d{1,10}|[0-9a-f]{24,40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def name(value: str) -> str:
    """张小三 → 张*三, 张三 → 张*, Anna Smith → A*** S***."""
    if not value:
        return ""
    if value.isascii():
        return " ".join(f"{word[0]}***" for word in value.split())
    if len(value) <= 2:
        return value[0] + "*"
    return value[0] + "*" * min(3, len(value) - 2) + value[-1]


def email(value: str) -> str:
    """anna@x.com → a***@x.com."""
    local, _, domain = value.rpartition("@")
    return f"{local[:1]}***@{domain}"


def phone(value: str) -> str:
    """+8613812341234 → 138****1234, +442079460958 → +44****0958."""
    if value.startswith("+86") and len(value) == 14:
        return f"{value[3:6]}****{value[-4:]}"
    return f"{value[:3]}****{value[-4:]}"


def user_id(value: str) -> str:
    """A shop's running number tells nothing and stays; a name or a phone number is masked."""
    if _NUMBER.fullmatch(value):
        return value
    return value[:1] + "***" + value[-1:]


def text(value: str) -> str:
    """Any other private value: that it is there."""
    return value[:1] + "***" if value else ""


BY_KIND = {"email": email, "phone": phone, "user_id": user_id, "name": name}
