"""The door of response: what readers of messages do, and the pages they see."""

from dataclasses import dataclass

from huike.flow.consent import facade as consent
from huike.flow.message.facade import Leaving, read_engaged, read_leaving
from huike.flow.response import pages
from huike.flow.response.actions import CHANNEL, Answer, come_back, engage, leave
from huike.flow.response.pages import Page
from huike.flow.response.rules import Seen, language
from huike.library.content import facade as content

__all__ = [
    "Answer",
    "Leaving",
    "Page",
    "Seen",
    "Visit",
    "engage",
    "gone",
    "language",
    "later",
    "read_engaged",
    "read_leaving",
    "visit",
]


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at an unsubscribe or preferences link."""

    who: Leaving
    place: str  # "u" unsubscribe, "p" preferences
    act: str  # "" looks only, "leave", "agree"
    language: str


def visit(one: Visit) -> Page:
    """Do what they ask for, and the page that says so. Looking changes nothing."""
    brand = content.brand(one.who.workspace_id)
    is_test = not one.who.customer_id
    if one.act == "leave" and leave(one.who):
        return pages.left(brand, one.language)
    if one.act == "agree" and come_back(one.who, pages.agreement(brand, one.language)):
        return pages.back(brand, one.language)
    if one.place == "u":
        return pages.leaving(brand, one.language, is_test=is_test)
    return pages.choosing(brand, one.language, is_on=_is_on(one.who), is_test=is_test)


def _is_on(who: Leaving) -> bool:
    if not who.customer_id:
        return True
    ids, _ = consent.reachable(who.workspace_id, "marketing", CHANNEL, [who.customer_id])
    return len(ids) == 1


def gone(language: str) -> Page:
    """The page for links that we never made."""
    return pages.gone(language)


def later(language: str) -> Page:
    """The page for when nothing can be done now."""
    return pages.later(language)
