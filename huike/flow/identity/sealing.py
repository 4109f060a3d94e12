"""A person sealed under a key of their own, and opened again."""

from collections.abc import Sequence

from huike.base.kernel import crypto
from huike.flow.identity.rules.person import Person, from_text

_CONTEXT = "identity.customer.sealed"
_WORDS = "identity.words.sealed"


def seal_new(texts: Sequence[str]) -> tuple[list[bytes], list[bytes]]:
    """For the text of each new person their wrapped key, and beside it the text under it."""
    return crypto.seal_new(texts, _CONTEXT)


def seal_again(wrapped_key: bytes, person: Person) -> bytes:
    """A known person under the key they have."""
    return crypto.seal(crypto.unwrap_key(wrapped_key), person.to_text(), _CONTEXT)


def unseal(wrapped_key: bytes, sealed: bytes) -> Person:
    """The readable values of a person."""
    return from_text(unsealed_text(wrapped_key, sealed))


def unsealed_text(wrapped_key: bytes, sealed: bytes) -> str:
    """A person as `Person.to_text` wrote them."""
    return crypto.unseal(crypto.unwrap_key(wrapped_key), sealed, _CONTEXT)


def seal_words(wrapped_key: bytes, words: str) -> bytes:
    """What staff say of a person, under the person's key: it becomes unreadable with them."""
    return crypto.seal(crypto.unwrap_key(wrapped_key), words, _WORDS)


def words(wrapped_key: bytes, sealed: bytes) -> str:
    """What `seal_words` sealed."""
    return crypto.unseal(crypto.unwrap_key(wrapped_key), sealed, _WORDS)
