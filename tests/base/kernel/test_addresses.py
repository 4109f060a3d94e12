"""Which addresses are called for somebody."""

from pathlib import Path

import pytest

from huike.base.kernel import addresses

# Private, of a link, of a provider's own data, for documents, for many at once, or of no use.
LISTED = (Path(__file__).parent / "refused.txt").read_text().split()
V4 = [one for one in LISTED if ":" not in one]
WRAPPED = [
    wrap.format(one) for one in V4 for wrap in ("::ffff:{}", "64:ff9b::{}", "64:ff9b:1::{}", "::{}")
] + ["2002:" + "{:02x}{:02x}:{:02x}{:02x}::1".format(*map(int, one.split("."))) for one in V4]
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8"]


def test_the_list_of_refused_addresses_is_long():
    assert len({*LISTED, *WRAPPED}) >= 200


@pytest.mark.parametrize("address", [*LISTED, *WRAPPED])
def test_no_address_that_is_not_public_is_called(address):
    assert not addresses.may_reach(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_called(address):
    assert addresses.may_reach(address)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://example.cn/hook?a=1", None),
        ("http://example.cn:8080", None),
        ("ftp://example.cn", "bad_url"),
        ("file:///etc/passwd", "bad_url"),
        ("gopher://example.cn", "bad_url"),
        ("https://", "bad_url"),
        ("https://example.cn:0/", "bad_url"),
        ("https://example.cn:99999/", "bad_url"),
        ("https://exam ple.cn/", "bad_url"),
        ("https://example.cn/\r\nHost: x", "bad_url"),
        ("https://[::1/", "bad_url"),
        ("https://user:secret@example.cn/", "url_with_password"),
        ("https://example.cn@127.0.0.1/", "url_with_password"),
        ("https://example.cn/" + "a" * 1_000, "bad_url"),
        ("example.cn/hook", "bad_url"),
    ],
)
def test_addresses_are_whole_and_carry_no_password(url, problem):
    assert addresses.problem_of(url) == problem
