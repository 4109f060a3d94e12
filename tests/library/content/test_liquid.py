"""Liquid is useful to authors and harmless to everybody else."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.library.content.rules.faults import TemplateFault
from huike.library.content.rules.liquid import MOST_OUTPUT, Template
from huike.library.content.rules.variables import check, sample_facts

FACTS = {
    "customer": {
        "name": "王<b>小</b>明",
        "orders": 0,
        "spend": 1234.5,
        "last_order_at": datetime(2026, 3, 31, 17, 30, tzinfo=UTC),
        "favourite_categories": ["咖啡", "茶"],
        "attributes": {"skin": "dry"},
    },
    "workspace": {"name": "A & B", "currency": "CNY", "timezone": "Asia/Shanghai"},
    "now": datetime(2026, 11, 22, tzinfo=UTC),
}


def plain(source: str) -> str:
    return Template(source, part="text", escapes=False).render(FACTS)


def markup(source: str) -> str:
    return Template(source, part="html", escapes=True).render(FACTS)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("你好 {{ customer.name | default: '您' }}", "你好 王<b>小</b>明"),
        ("{{ customer.nickname | default: '您' }}", "您"),
        ("{{ customer.nickname }}|{{ customer.attributes.skin }}", "|dry"),
        ("{{ customer.spend | money }}", "¥1,234.50"),
        ("{{ customer.last_order_at | date: '%Y年%-m月%-d日 %H:%M' }}", "2026年4月1日 01:30"),
        ("{{ 'now' | date }}", "2026-11-22"),
        ("{% for one in customer.favourite_categories %}{{ one }};{% endfor %}", "咖啡;茶;"),
        ("{{ customer.favourite_categories | join: '、' }}", "咖啡、茶"),
        ("{% if customer.spend >= 1000 %}VIP{% else %}new{% endif %}", "VIP"),
        ("{% assign customer = 'shadow' %}{{ customer }}", "shadow"),
        ("{% for workspace in (1..3) %}{{ workspace }}{% endfor %}", "123"),
        ("{{ customer.favourite_categories.size }} {{ customer.name.size }}", "2 10"),
        ("{{ 'a' | replace: 'a', 'b' }}{{ 7 | plus: 1 }}", "b8"),
    ],
)
def test_authors_get_what_they_write(source, text):
    assert plain(source) == text


def test_html_parts_escape_every_value_and_text_parts_none():
    assert markup("{{ customer.name }}|{{ customer.name | upcase }}") == (
        "王&lt;b&gt;小&lt;/b&gt;明|王&lt;B&gt;小&lt;/B&gt;明"
    )
    assert markup("{{ workspace.name }}") == "A &amp; B"
    assert plain("{{ workspace.name }}") == "A & B"


@given(st.text())
def test_a_bound_template_says_the_same_as_an_unbound_one(name):
    source = "a{{ workspace.name }}b{{ customer.name }}{% if workspace.name == 'x' %}!{% endif %}c"
    facts = {"workspace": {"name": name}, "customer": {"name": "n"}}
    for escapes in (True, False):
        template = Template(source, part="html", escapes=escapes)
        bound = template.bound({"workspace": facts["workspace"]})
        assert bound.render(facts) == template.render(facts)


BOMBS = [
    "{% for a in (1..100000000) %}x{% endfor %}",
    "{% for a in (1..9999) %}{% for b in (1..9999) %}x{% endfor %}{% endfor %}",
    "{% for a in (1..5000) %}x{% endfor %}" * 10,
    "{% assign s = 'aaaaaaaaaa' %}{% for i in (1..90) %}{% assign s = s | append: s %}{% endfor %}",
    "{% capture s %}" + "y" * 1000 + "{% endcapture %}"
    "{% for i in (1..9000) %}{% capture t %}{{ t }}{{ s }}{% endcapture %}{% endfor %}",
    "{{ 'a' | replace: 'a', 'bbbbbbbbbb'" + " | replace: 'b', 'bbbbbbbbbb'" * 12 + " }}",
    "{{ 'a' | replace: '', 'bbbbbbbbbb'" + " | replace: '', 'bbbbbbbbbb'" * 12 + " }}",
    "{% assign n = 9 %}{% for i in (1..99) %}{% assign n = n | times: n %}{% endfor %}{{ n }}",
    "{{ (1..99999999) | join: ',' }}",
    "{{ 'now' | date: '%99999999Y' }}",
    "{{ 'now' | date: '" + "%A" * 60 + "' }}",
    "{% for i in (1..9999) %}" + "{% if 1 == 2 %}x{% endif %}" * 2000 + "{% endfor %}",
    "{% for i in (1..9999) %}{{ 'x' | append: 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy' }}"
    "{{ 'a,b,c' | split: ',' | join: ';' }}" * 40 + "{% endfor %}" * 40,
    "{% assign l = '1,2,3' | split: ',' %}"
    "{% for i in (1..99) %}{% assign l = l | concat: l %}{% endfor %}",
    "x" * (MOST_OUTPUT - 1),
    "{% if a %}" * 5000 + "{% endif %}" * 5000,
    "{{ a" + "[a" * 3000 + "]" * 3000 + " }}",
    "{{ 1 | divided_by: 0 }}",
    "{{ '9' | times: '" + "9" * 5000 + "' }}",
    "{{ 1.5 | round: 99999999999999999999 }}",
]


@pytest.mark.parametrize("source", BOMBS)
def test_bombs_end_soon_and_say_so(source):
    start = time.thread_time()
    with pytest.raises(TemplateFault) as fault:
        plain(source)
    # Reading the longest text takes 0.4 s of it on a quick machine; without limits it is hours.
    assert time.thread_time() - start < 10.0
    assert fault.value.code.startswith(("template_", "liquid_"))


ESCAPES = [
    "{% include '/etc/hostname' %}",
    "{% render '/etc/hostname' %}",
    "{% layout 'x' %}",
    "{% extends 'x' %}{% block a %}{% endblock %}",
    "{% liquid\n include 'x' %}",
    "{{ x | safe }}",
    "{{ x | base64_decode }}",
    "{{ 'x' | escapejs }}",
    "{{ x",
    "{% if %}",
    "{% for %}{% endfor %}",
    "{% endif %}",
    "{% unknown %}",
]


@pytest.mark.parametrize("source", ESCAPES)
def test_what_is_not_on_the_lists_does_not_exist(source):
    with pytest.raises(TemplateFault):
        template = Template(source, part="html", escapes=True)
        check(template, "html")
        template.render(FACTS)


@pytest.mark.parametrize(
    "source",
    [
        "{{ customer.__class__ }}",
        "{{ customer.name.__class__.__mro__ }}",
        "{{ customer['__class__'] }}",
        "{{ customer.last_order_at.tzinfo }}",
        "{{ workspace.name.format }}",
        "{{ customer.favourite_categories.append }}",
    ],
)
def test_python_is_out_of_reach(source):
    assert plain(source) == ""


@pytest.mark.parametrize(
    ("source", "code", "near"),
    [
        ("{{ customer.nmae }}", "unknown_value", "customer.name"),
        ("{{ custmer.name }}", "unknown_value", "customer.name"),
        ("a\nb {{ customer.name | upcse }}", "unknown_filter", "upcase"),
        ("{{ _click }}", "unknown_value", ""),
    ],
)
def test_misspelt_words_are_found_at_saving(source, code, near):
    with pytest.raises(TemplateFault) as fault:
        check(Template(source, part="subject", escapes=False), "subject")
    assert (fault.value.code, fault.value.params["near"]) == (code, near)
    assert fault.value.params["line"] == source.count("\n") + 1


def test_local_names_are_known():
    check(
        Template(
            "{% assign a = customer.name %}{% for x in customer.favourite_categories %}"
            "{{ a }}{{ x }}{{ forloop.index }}{% endfor %}{{ customer.attributes.any }}"
            "{{ customer.favourite_categories[0] }}{{ customer.favourite_categories.first }}",
            part="html",
            escapes=True,
        ),
        "html",
    )


def test_a_required_value_that_is_missing_stops_the_message():
    with pytest.raises(TemplateFault) as fault:
        plain("你好 {{ customer.nickname | require }}")
    assert fault.value.code == "value_missing"


def test_faults_name_the_place_and_no_customer():
    with pytest.raises(TemplateFault) as fault:
        plain("one\n{{ customer.name | divided_by: 0 }}")
    assert fault.value.where == "text, line 2"
    assert "王" not in f"{fault.value.code}{fault.value.where}"


def test_samples_cover_every_variable():
    facts = sample_facts()
    assert facts["customer"]["name"] == "王小明"
    assert plain("{{ customer.first_order_at | date }}") == ""
    assert (
        Template("{{ customer.first_order_at | date }}", part="t", escapes=False).render(facts)
        == "2026-01-15"
    )
