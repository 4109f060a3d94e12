"""Mails that other software reads as we meant them, signed so that it can prove it."""

import email
import email.policy
from datetime import UTC, datetime

import dkim
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.base.kernel.errors import Invalid
from huike.flow.message.transport.dkim import SIGNED, Signer, new_key, public_record
from huike.flow.message.transport.mime import Letter, built, joined

KEY = new_key()
SIGNER = Signer("brand.example", "s1", KEY)
AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def letter(**changes) -> Letter:
    given = {
        "message_id": "<abc123@brand.example>",
        "from_name": "示例品牌",
        "from_address": "news@brand.example",
        "to_name": "",
        "to_address": "wang@customer.example",
        "reply_to": "help@brand.example",
        "subject": "双十一来了",
        "html": "<p>你好</p>",
        "text": "你好\n",
        "at": AT,
        "unsubscribe_url": "https://brand.example/u/token",
        "feedback_id": "b1:w1:email:huike",
    }
    return Letter(**{**given, **changes})


def read(one: Letter):
    return email.message_from_bytes(joined(*built(one)), policy=email.policy.default)


def signed(one: Letter) -> bytes:
    headers, body = built(one)
    return joined([SIGNER.header(headers, body, 1_760_000_000), *headers], body)


def record(*_args, **_more) -> bytes:
    return public_record(KEY).encode()


def test_every_header_reads_back():
    mail = read(letter())
    assert str(mail["from"]) == "示例品牌 <news@brand.example>"
    assert mail["to"].addresses[0].addr_spec == "wang@customer.example"
    assert str(mail["subject"]) == "双十一来了"
    assert mail["date"].datetime == AT
    assert mail["message-id"] == "<abc123@brand.example>"
    assert mail["list-unsubscribe"] == "<https://brand.example/u/token>"
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert mail["feedback-id"] == "b1:w1:email:huike"
    assert mail.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    assert not mail.defects


@given(
    subject=st.text(max_size=300).filter(lambda s: s.strip()),
    name=st.text(max_size=80),
    text=st.text(max_size=2_000),
    html=st.text(max_size=2_000),
)
def test_any_text_reads_back_and_verifies(subject, name, text, html):
    one = letter(subject=subject, from_name=name, text=text + "\n", html=html + "\n")
    raw = signed(one)
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert plain(str(mail["subject"])) == plain(subject)
    assert mail["from"].addresses[0].addr_spec == "news@brand.example"
    # Python 3.11 keeps the space between two encoded words of a name, against RFC 2047 6.2.
    assert tight(mail["from"].addresses[0].display_name) == tight(name)
    bodies = [part.get_content() for part in mail.iter_parts()]
    assert [lines(one) for one in bodies] == [lines(text + "\n"), lines(html + "\n")]
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert dkim.verify(raw, dnsfunc=record)


def plain(text: str) -> str:
    """Control characters and surrogates cannot stand in a header; spaces fold together."""
    kept = "".join(s if s.isprintable() or s == "\xa0" else " " for s in text)
    return " ".join(kept.encode("utf-8", "replace").decode().split())


def tight(text: str) -> str:
    return plain(text).replace(" ", "")


def lines(text: str) -> str:
    clean = text.encode("utf-8", "replace").decode()
    return clean.replace("\r\n", "\n").replace("\r", "\n")


def test_both_one_click_headers_are_signed():
    mail = email.message_from_bytes(signed(letter()))
    listed = "".join(mail["DKIM-Signature"].split("h=")[1].split(";")[0].split()).split(":")
    assert {"list-unsubscribe", "list-unsubscribe-post", "from"} <= set(listed)
    assert set(listed) == {name.lower() for name in SIGNED}


@pytest.mark.parametrize("header", SIGNED)
def test_changing_any_signed_header_breaks_the_signature(header):
    raw = signed(letter())
    changed = raw.replace(f"\r\n{header}: ".encode(), f"\r\n{header}: x".encode(), 1)
    assert changed != raw
    assert dkim.verify(raw, dnsfunc=record)
    assert not dkim.verify(changed, dnsfunc=record)


def test_a_second_from_or_another_body_breaks_the_signature():
    raw = signed(letter())
    assert not dkim.verify(b"From: evil@evil.example\r\n" + raw, dnsfunc=record)
    assert not dkim.verify(raw.replace(b"--\r\n", b"--\r\nmore\r\n"), dnsfunc=record)


def test_names_cannot_add_headers():
    raw = joined(*built(letter(from_name="a\r\nBcc: all@x.example", subject="s\r\nX-Evil: 1")))
    head = raw.split(b"\r\n\r\n")[0].decode()
    assert "\r\nBcc:" not in head
    assert "\r\nX-Evil:" not in head


@pytest.mark.parametrize(
    "address",
    ["no-at", "a b@x.example", "a@x.example\r\nRCPT TO:<b@x.example>", "王@x.example", "@x"],
)
def test_addresses_that_plain_smtp_cannot_carry_are_refused(address):
    with pytest.raises(ValueError, match="not an address"):
        built(letter(to_address=address))


def test_a_domain_of_other_letters_becomes_ascii():
    assert read(letter(to_address="li@例子.example"))["to"].addresses[0].domain == (
        "xn--fsqu00a.example"
    )


@pytest.mark.parametrize("pem", ["", "rubbish", public_record(KEY)])
def test_what_is_no_private_key_is_refused(pem):
    with pytest.raises(Invalid):
        Signer("brand.example", "s1", pem).header([("From", "a@b.example")], b"x", 0)
