"""Random rules over the small world: values that occur in it, and values that nearly do."""

from typing import Any

from hypothesis import strategies as st

from huike.flow.segment.rules.fields import FIELDS, OPERATORS
from tests.rules import world

Json = dict[str, Any]

DAYS = st.sampled_from(
    [
        "2026-03-10",
        "2026-03-09",
        "2026-03-08",
        "2026-03-03",
        "2026-02-08",
        "2025-12-01",
        "2026-03-12",
    ]
)
AGO = st.builds(
    lambda n, unit: {"n": n, "unit": unit},
    st.sampled_from([0, 1, 2, 7, 30, 31, 400]),
    st.sampled_from(["hour", "day", "week", "month"]),
)
NUMBERS = st.one_of(
    st.integers(-1, 5), st.sampled_from([0, 500, 700, 1000, 2500, -700, 2**53]), st.just(2.5)
)
MONEY = st.sampled_from([0, 1, -1, 500, 699, 700, 1000, 2500, 3000, 100_000, -700])
TEXTS = st.sampled_from(
    [
        *world.SKUS,
        *world.CATEGORIES[:3],
        *world.CITIES,
        "shen",
        "18",
        "x",
        "%",
        "_",
        "'",
        "\\",
        "\n",
    ]
)


def operands(type_: str, op: str) -> st.SearchStrategy[Any]:
    """Values that the operator of a type takes."""
    one = {"number": NUMBERS, "money": MONEY, "date": DAYS, "text": TEXTS, "list": TEXTS}[type_]
    if op in ("exists", "not_exists"):
        return st.none()
    if op in ("in_last", "before_last"):
        return AGO
    if op == "between":
        return st.tuples(one, one).map(lambda pair: sorted(pair))
    if op in ("in", "not_in"):
        return st.lists(one, min_size=1, max_size=3)
    return one


def tests_of(type_: str, operators: tuple[str, ...]) -> st.SearchStrategy[Json]:
    """An operator with its value."""
    return st.sampled_from(operators).flatmap(
        lambda op: operands(type_, op).map(lambda value: {"op": op, "value": value})
    )


WINDOWS = st.one_of(
    st.just({"kind": "ever"}),
    AGO.map(lambda ago: {"kind": "last", **ago}),
    AGO.map(lambda ago: {"kind": "earlier", **ago}),
    st.tuples(DAYS, DAYS).map(
        lambda pair: {"kind": "between", "start": min(pair), "end": max(pair)}
    ),
    DAYS.map(lambda day: {"kind": "since", "start": day}),
)
SHOPS = st.lists(st.sampled_from([*world.SHOPS, 9]), min_size=1, max_size=2)
OF = st.one_of(
    st.lists(st.sampled_from([*world.SKUS, "none"]), min_size=1, max_size=2).map(
        lambda skus: {"kind": "products", "skus": skus}
    ),
    st.lists(st.sampled_from([*world.CATEGORIES[:3], "none"]), min_size=1, max_size=2).map(
        lambda names: {"kind": "categories", "categories": names}
    ),
)
STATUSES = st.lists(st.sampled_from(world.STATUSES), min_size=1, max_size=2)

_FIGURES = OPERATORS["number"]
_MEASURES = {
    "count": ("number", _FIGURES),
    "quantity": ("number", _FIGURES),
    "sum": ("money", OPERATORS["money"]),
    "average": ("money", (*OPERATORS["money"], "exists", "not_exists")),
    "first": ("date", (*OPERATORS["date"], "exists", "not_exists")),
    "last": ("date", (*OPERATORS["date"], "exists", "not_exists")),
}


def traits(names: list[str]) -> st.SearchStrategy[Json]:
    """A condition on one of these traits, or on the attribute of a city."""
    return st.sampled_from([*names, "attributes.city", "attributes.none"]).flatmap(_trait)


def _trait(name: str) -> st.SearchStrategy[Json]:
    field = FIELDS.get(name)
    options = [option.value for option in field.options] if field else []
    if field and options:
        values = st.sampled_from(options)
        tests = st.one_of(
            st.builds(lambda op, v: {"op": op, "value": v}, st.sampled_from(["eq", "ne"]), values),
            st.lists(values, min_size=1, max_size=3).map(lambda v: {"op": "in", "value": v}),
            TEXTS.map(lambda value: {"op": "contains", "value": value}),
            st.sampled_from(["exists", "not_exists"]).map(lambda op: {"op": op}),
        )
    elif field:
        tests = tests_of(field.type, field.operators)
    else:
        tests = tests_of("text", (*OPERATORS["text"], "exists", "not_exists"))
    return tests.map(lambda test: {"kind": "trait", "name": name, **test})


ORDERS = st.sampled_from(sorted(_MEASURES)).flatmap(
    lambda measure: st.builds(
        lambda test, of, shops, statuses, window: {
            "kind": "orders", "measure": measure, **test,
            "of": of, "shops": shops, "statuses": statuses, "window": window,
        },
        tests_of(*_MEASURES[measure]),
        st.none() | OF,
        st.none() | SHOPS,
        st.none() | STATUSES,
        WINDOWS,
    )
)  # fmt: skip
REFUNDS = st.builds(
    lambda test, shops, window: {
        "kind": "orders", "measure": "refund", **test, "shops": shops, "window": window,
    },
    tests_of("money", OPERATORS["money"]),
    st.none() | SHOPS,
    WINDOWS,
)  # fmt: skip
PROPERTIES = st.one_of(
    st.sampled_from(["eq", "in", "contains"]).flatmap(
        lambda op: operands("text", op).map(lambda value: {"op": op, "value": value})
    ),
    st.sampled_from(["eq", "in", "gt", "gte", "lt", "lte", "between"]).flatmap(
        lambda op: operands("number", op).map(lambda value: {"op": op, "value": value})
    ),
    st.just({"op": "exists"}),
).flatmap(
    lambda test: st.sampled_from(["campaign", "value", "none"]).map(
        lambda name: {"name": name, **test}
    )
)
EVENTS = st.builds(
    lambda event, test, window, where: {
        "kind": "events", "event": event, **test, "window": window, "where": where,
    },
    st.sampled_from(["coupon", "view", "none"]),
    tests_of("number", _FIGURES),
    WINDOWS,
    st.lists(PROPERTIES, max_size=2),
)  # fmt: skip
MESSAGES = st.builds(
    lambda did, channel, test, window: {
        "kind": "messages", "did": did, "channel": channel, **test, "window": window,
    },
    st.sampled_from(["sent", "opened", "clicked"]),
    st.sampled_from([None, "email"]),
    tests_of("number", _FIGURES),
    WINDOWS,
)  # fmt: skip
PLAIN = st.one_of(
    st.builds(
        lambda has, present: {"kind": "identity", "has": has, "present": present},
        st.sampled_from(["email", "phone", "user_id"]),
        st.booleans(),
    ),
    WINDOWS.map(lambda window: {"kind": "created", "window": window}),
    SHOPS.map(lambda shops: {"kind": "shop", "shops": shops}),
    st.builds(
        lambda segment, member: {"kind": "membership", "segment_id": segment, "member": member},
        st.sampled_from([*world.SEGMENTS, 99]),
        st.booleans(),
    ),
    st.builds(
        lambda channel, state: {
            "kind": "consent", "purpose": "marketing", "channel": channel, "state": state,
        },
        st.sampled_from(["email", "sms", "wechat"]),
        st.sampled_from(["granted", "withdrawn", "none"]),
    ),
)  # fmt: skip


def conditions(trait_names: list[str]) -> st.SearchStrategy[Json]:
    """Single conditions of every kind; orders, the richest, three times as often."""
    return st.one_of(traits(trait_names), ORDERS, ORDERS, ORDERS, REFUNDS, EVENTS, MESSAGES, PLAIN)


def rules(trait_names: list[str]) -> st.SearchStrategy[Json]:
    """Rules of every kind, nested up to six levels."""
    return st.recursive(
        conditions(trait_names),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4).map(lambda some: {"kind": "all", "rules": some}),
            st.lists(inner, min_size=1, max_size=4).map(
                lambda some: {"kind": "any", "rules": some}
            ),
            inner.map(lambda one: {"kind": "not", "rule": one}),
        ),
        max_leaves=8,
    ).filter(lambda rule: _depth(rule) <= 6)


def questions(trait_names: list[str]) -> st.SearchStrategy[list[Json]]:
    """Rules that are asked together: ten single conditions and three of any depth."""
    return st.builds(
        list.__add__,
        st.lists(conditions(trait_names), min_size=10, max_size=10),
        st.lists(rules(trait_names), min_size=3, max_size=3),
    )


def _depth(rule: Json) -> int:
    inside = [*rule.get("rules", []), *([rule["rule"]] if "rule" in rule else [])]
    return 1 + max((_depth(one) for one in inside), default=0)
