"""An alias between two accounts: evidence of its own kind, asked unless somebody says otherwise."""

from itertools import permutations
from typing import Any

import pytest

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor
from huike.flow.identity import facade
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import Alias, Match

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("warehouse_tables")]


def seen(workspace: Workspace, *, shop_id: int = 1, **one: Any) -> int:
    batch = PeopleBatch(shop_id=shop_id, **{name: [value] for name, value in one.items()})
    return int(facade.resolve(workspace.pk, batch)[0])


def say(workspace: Workspace, before: str, after: str, shop_id: int = 1) -> int:
    return facade.say_alias(workspace.pk, shop_id, [(before, after)], "source:1")


def told(workspace: Workspace) -> list[tuple[int, int, str]]:
    rows = Match.objects.filter(workspace=workspace, kind=4).order_by("customer", "other")
    return [(row.customer_id, row.other_id, row.state) for row in rows]


@pytest.mark.parametrize("order", list(permutations("old")), ids="".join)
def test_in_whatever_order_it_is_heard_two_accounts_are_asked_about(
    workspace: Workspace, order: tuple[str, ...]
) -> None:
    found: dict[str, int] = {}
    for one in order:
        if one == "o":
            found["old"] = seen(workspace, user_id="u-old")
        elif one == "l":
            assert say(workspace, " u-old ", "u-new") == 1
        else:
            found["new"] = seen(workspace, user_id="u-new")
    pair = sorted(found.values())
    assert told(workspace) == [(*pair, "asked")]
    assert facade.shown_as(workspace.pk, pair) == pair
    (item,) = facade.suggestions(workspace.pk, None, 50).items
    assert (item.kind, item.customer_id, item.other_id) == ("alias", *pair)
    # Said again, and seen again, nothing is news.
    assert say(workspace, "u-old", "u-new") == 0
    seen(workspace, user_id="u-old")
    assert told(workspace) == [(*pair, "asked")]


def test_it_merges_accounts_of_one_shop_where_its_rule_says_so(
    workspace: Workspace, owner: Actor
) -> None:
    old, new = seen(workspace, user_id="u-old"), seen(workspace, user_id="u-new")
    other_shop = seen(workspace, user_id="u-old", shop_id=2)
    say(workspace, "u-old", "u-new")
    facade.set_rule(owner, "alias", "merge", 5)
    assert facade.shown_as(workspace.pk, [old, new, other_shop]) == [old, old, other_shop]
    # Two member numbers under one phone are still only suggested.
    third = seen(workspace, user_id="u-third", phone="13812345678")
    seen(workspace, user_id="u-old", phone="13812345678")
    assert facade.shown_as(workspace.pk, [third]) == [third]
    facade.set_rule(owner, "alias", "never", 5)
    assert facade.shown_as(workspace.pk, [old, new]) == [old, new]
    assert told(workspace) == [(old, new, "ignored")]


def test_confirming_and_dismissing_are_words_of_staff(workspace: Workspace, owner: Actor) -> None:
    one, two, three = (seen(workspace, user_id=f"u{n}") for n in range(3))
    facade.say_alias(workspace.pk, 1, [("u0", "u1"), ("u0", "u2")], "source:1")
    first, second = sorted(
        facade.suggestions(workspace.pk, None, 50).items, key=lambda item: item.other_id
    )
    assert facade.accept(owner, first.id) == one
    facade.dismiss(owner, second.id)
    assert facade.shown_as(workspace.pk, [one, two, three]) == [one, one, three]
    assert facade.suggestions(workspace.pk, None, 50).items == []


def test_an_account_that_is_taken_out_takes_its_aliases_along(
    workspace: Workspace, owner: Actor
) -> None:
    old = seen(workspace, user_id="u-old", email="li@x.com")
    new = seen(workspace, user_id="u-new", email="wang@x.com")
    facade.set_rule(owner, "alias", "merge", 5)
    say(workspace, "u-old", "u-new")
    assert facade.shown_as(workspace.pk, [old, new]) == [old, old]
    (held,) = [
        one
        for one in facade.identifiers_of(workspace.pk, old)
        if (one.record_id, one.kind) == (old, "user_id")
    ]
    preview = facade.preview_split(workspace.pk, held.id)
    assert (preview.leaving, preview.matches) == ([new], 1)
    split = facade.split_identifier(owner, held.id)
    taken = seen(workspace, user_id="u-old")
    assert facade.shown_as(workspace.pk, [old, new, taken]) == [old, new, new]
    facade.unsplit(owner, split)
    assert facade.shown_as(workspace.pk, [old, new]) == [old, old]


def test_who_is_erased_leaves_no_alias(workspace: Workspace, owner: Actor) -> None:
    old, new = seen(workspace, user_id="u-old"), seen(workspace, user_id="u-new")
    seen(workspace, user_id="u-old", shop_id=2)
    say(workspace, "u-old", "u-new")
    say(workspace, "u-old", "u-else", shop_id=2)
    facade.erase(owner, old)
    assert list(Alias.objects.values_list("scope", flat=True)) == [2]
    assert told(workspace) == []
    assert facade.shown_as(workspace.pk, [new]) == [new]


def test_what_names_nobody_and_the_same_account_say_nothing(workspace: Workspace) -> None:
    seen(workspace, user_id="u")
    assert facade.say_alias(workspace.pk, 1, [("u", "u"), ("", "u"), ("  ", "u")], "") == 0
    assert say(workspace, "a-browser", "u") == 1
    assert told(workspace) == []
