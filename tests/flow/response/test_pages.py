"""The readers' pages are small, safe and in their language."""

import pytest

from huike.flow.response import pages
from huike.flow.response.rules import language
from huike.library.content.facade import Brand

EVIL = Brand(name='<script>alert("x")</script>', accent="#ffee00")


@pytest.mark.parametrize("of", ["zh", "en"])
def test_pages_are_small_and_carry_no_script(of):
    made = [
        pages.leaving(EVIL, of),
        pages.left(EVIL, of),
        pages.choosing(EVIL, of, is_on=True),
        pages.choosing(EVIL, of, is_on=False),
        pages.back(EVIL, of),
        pages.gone(of),
        pages.later(of),
    ]
    for page in made:
        assert len(page.html) < 10_000
        assert b"<script" not in page.html
        assert "default-src 'none'" in page.policy
        assert "script-src" not in page.policy


def test_the_page_asks_and_does_nothing_by_itself():
    html = pages.leaving(Brand(name="示例"), "zh").html.decode()
    assert '<form method="post">' in html
    assert "确认退订" in html
    assert "http-equiv" not in html


def test_the_words_agreed_to_are_the_words_shown():
    brand = Brand(name="示例")
    page = pages.choosing(brand, "zh", is_on=False).html.decode()
    assert pages.agreement(brand, "zh") in page


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.2, zh-TW;q=0.8", "zh"),
        ("de-DE,de;q=0.9,en;q=0.5", "en"),
        ("fr", "en"),
        (";;;q=x,,", "en"),
    ],
)
def test_the_language_is_the_readers(accepted, expected):
    assert language(accepted) == expected


@pytest.mark.parametrize(("accent", "text"), [("#ffee00", "#000000"), ("#0b6e4f", "#ffffff")])
def test_buttons_are_legible_on_any_brand(accent, text):
    html = pages.leaving(Brand(accent=accent), "en").html.decode()
    assert f"background:{accent};color:{text}" in html
