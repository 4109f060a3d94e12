"""Seals open only with the right key, context and bytes; tokens only as they were made."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.base.kernel import crypto
from huike.base.kernel.errors import Invalid


@given(st.text(max_size=200))
def test_a_sealed_value_opens_again_and_hides_its_text(text: str) -> None:
    key = crypto.new_key()
    blob = crypto.seal(key, text, "customer.name")

    assert crypto.unseal(key, blob, "customer.name") == text
    assert len(text) < 6 or text.encode() not in blob


def test_a_wrong_key_context_or_byte_does_not_open() -> None:
    key = crypto.new_key()
    blob = crypto.seal(key, "张三", "customer.name")

    for k, b, context in (
        (crypto.new_key(), blob, "customer.name"),
        (key, blob, "customer.phone"),
        (key, blob[:-1] + bytes([blob[-1] ^ 1]), "customer.name"),
        (key, b"", "customer.name"),
    ):
        with pytest.raises(Invalid):
            crypto.unseal(k, b, context)


def test_a_wrapped_key_comes_back() -> None:
    key = crypto.new_key()

    assert crypto.unwrap_key(crypto.wrap_key(key)) == key
    assert key not in crypto.wrap_key(key)


def test_many_sealed_at_once_open_as_one_does() -> None:
    texts = [f"person {number}" for number in range(50)]
    wrapped, sealed = crypto.seal_new(texts, "table.column")
    keys = [crypto.unwrap_key(one) for one in wrapped]

    opened = [
        crypto.unseal(key, one, "table.column") for key, one in zip(keys, sealed, strict=True)
    ]
    assert opened == texts
    assert len(set(keys)) == 50
    nonces = [blob[:12] for blob in (*wrapped, *sealed)]
    assert len(set(nonces)) == 100
    with pytest.raises(Invalid):
        crypto.unseal(keys[0], sealed[1], "table.column")
    with pytest.raises(Invalid):
        crypto.unseal(keys[0], sealed[0], "another.column")


def test_blind_hashes_differ_by_workspace_kind_and_value() -> None:
    seen = {crypto.blind(w, k, v) for w in (1, 2) for k in ("email", "phone") for v in ("a", "b")}

    assert len(seen) == 8
    assert crypto.blind(1, "email", "a") == crypto.blind(1, "email", "a")


@given(st.binary(max_size=64))
def test_a_signed_token_carries_its_payload_for_one_purpose(payload: bytes) -> None:
    token = crypto.sign("click", payload)

    assert crypto.verify("click", token) == payload
    with pytest.raises(Invalid):
        crypto.verify("unsubscribe", token)


@given(st.binary(min_size=1, max_size=20), st.integers(0, 200), st.integers(1, 63))
def test_a_token_with_any_sign_changed_is_refused(payload: bytes, place: int, by: int) -> None:
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = crypto.sign("click", payload)
    at = place % len(token)
    other = signs[(signs.index(token[at]) + by) % 64]

    with pytest.raises(Invalid):
        crypto.verify("click", token[:at] + other + token[at + 1 :])


@pytest.mark.parametrize("token", ["", "x", "é", "a b", "=" * 40])
def test_nonsense_is_no_token(token: str) -> None:
    with pytest.raises(Invalid):
        crypto.verify("click", token)


@given(st.text(max_size=100))
def test_a_blind_hash_is_an_ordinary_hmac(value: str) -> None:
    key = crypto._derived("blind")
    assert (
        crypto.blind(7, "email", value)
        == hmac.digest(key, f"7\x1femail\x1f{value}".encode(), "sha256")[:16]
    )
