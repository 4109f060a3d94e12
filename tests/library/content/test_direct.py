"""What is put together without the interpreter reads as the interpreter would have written it."""

from copy import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.library.content.rules.direct import Interpreted
from huike.library.content.rules.faults import TemplateFault
from huike.library.content.rules.liquid import Template

_WHEN = datetime(2026, 3, 31, 17, 30, tzinfo=UTC)
_PATHS = ["customer.name", "customer.orders", "customer.tags", "customer", "gone", "customer.gone",
          "customer.at", "customer.name.size", "customer.tags[0]", "customer['name']", "one",
          "workspace.currency", "customer.is_new"]  # fmt: skip
_FILTERS = ["default: '您'", "default: 0", "default: gone", "money", "date", "date: '%Y-%m'",
            "date: '%9Y'", "require", "upcase", "default", "default: '<b>'",
            "default: false, allow_false: true", "money: 1"]  # fmt: skip
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["", " ", "<i>&", "2026-01-02", _WHEN]),
    st.lists(st.text(max_size=3), max_size=2),
)
_FACTS = st.fixed_dictionaries(
    {
        "customer": st.fixed_dictionaries(
            {"name": _VALUES, "orders": _VALUES},
            optional={"tags": _VALUES, "at": _VALUES, "is_new": _VALUES},
        )
    },
    optional={
        "workspace": st.just({"currency": "JPY", "timezone": "Asia/Shanghai"}),
        "one": _VALUES,
        "now": st.just(_WHEN),
    },
)


def outputs() -> st.SearchStrategy[str]:
    filters = st.lists(st.sampled_from(_FILTERS), max_size=2)
    return st.builds(
        lambda path, some: "{{ " + " | ".join([path, *some]) + " }}",
        st.sampled_from(_PATHS),
        filters,
    )


def conditions() -> st.SearchStrategy[str]:
    right = st.sampled_from(["3", "'a'", "nil", "blank", "empty", "true", "1.5", *_PATHS])
    signs = st.sampled_from([">", "<", ">=", "<=", "==", "!=", "contains"])
    one = st.one_of(
        st.sampled_from(_PATHS), st.builds("{} {} {}".format, st.sampled_from(_PATHS), signs, right)
    )
    return st.one_of(
        one, st.builds("{} and {}".format, one, one), st.builds("{} or {}".format, one, one)
    )


def choices(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{{% if {} %}}{}{{% endif %}}".format, conditions(), inner),
        st.builds(
            "{{% if {} %}}{}{{% elsif {} %}}{}{{% else %}}{}{{% endif %}}".format,
            conditions(), inner, conditions(), inner, inner,
        ),
        st.builds("{{% for one in customer.tags %}}{}{{% endfor %}}".format, inner),
        st.builds("{{% assign one = customer.name %}}{}".format, inner),
        st.builds("{}{}".format, inner, inner),
    )  # fmt: skip


_TEMPLATES = st.recursive(
    st.one_of(outputs(), st.sampled_from([" ", "\n", "字&", "<p>"])), choices, max_leaves=6
)


def told(template: Template, facts: dict[str, Any]) -> tuple[str, ...]:
    """The text, or what is wrong and where."""
    try:
        return ("text", template.render(facts))
    except TemplateFault as fault:
        return ("fault", fault.code, fault.where, fault.detail)


def interpreted(template: Template) -> Template:
    """The same template with nothing put together directly."""
    twin = copy(template)
    twin._pieces = [Interpreted(node) for node in template._bound.nodes]
    return twin


@given(source=_TEMPLATES, facts=_FACTS, escapes=st.booleans())
def test_both_ways_say_the_same(source: str, facts: dict[str, Any], escapes: bool) -> None:
    template = Template(source, part="html", escapes=escapes)
    assert told(template, facts) == told(interpreted(template), facts)


@pytest.mark.parametrize(
    "source",
    [
        "{{ customer.name | default: '您' }}",
        "{% if customer.orders > 3 %}老{{ customer.name }}{% else %}新{% endif %}",
        "{{ customer.orders | money }}{{ now | date: '%Y' }}",
    ],
)
def test_plain_pieces_need_no_interpreter(source: str) -> None:
    facts = {"customer": {"name": "王", "orders": 5}, "now": _WHEN, "workspace": {}}
    template = Template(source, part="text", escapes=False)
    assert not any(isinstance(piece, Interpreted) for piece in template._pieces)
    assert told(template, facts) == told(interpreted(template), facts)


def test_values_that_do_not_fit_are_a_fault_of_that_mail() -> None:
    template = Template(
        "{% if customer contains customer.tags %}x{% endif %}", part="text", escapes=False
    )
    with pytest.raises(TemplateFault, match="do not fit together"):
        template.render({"customer": {"tags": ["a"]}})
