"""Names in pieces of two characters, so that a part of a name finds it. Pure."""

import operator
import unicodedata
from collections.abc import Sequence

import numpy as np

START = "\x02"  # before the first character, so that a family name alone can be found

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


def folded(name: str) -> str:
    """The name as it is compared: one width, one case, no spaces or dots between."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return text if text.isalnum() else "".join(sign for sign in text if sign.isalnum())


def of_name(name: str) -> list[str]:
    """The pieces under which a name is kept."""
    return _pairs(START + folded(name))


def of_names(names: Sequence[str]) -> tuple[list[str], Numbers, Numbers]:
    """`of_name` of many: each piece once; then which piece and the place of which name, in pairs.

    A pair stands there as often as the piece is in the name.
    """
    text = "".join([START + folded(name) for name in names]) + START
    signs = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    starts = signs == ord(START)
    ends = starts[1:]  # what follows is the next name
    both = ((signs[:-1] << 32) | signs[1:])[~ends]
    places = (np.cumsum(starts)[:-1] - 1)[~ends]
    found, which = np.unique(both, return_inverse=True)
    texts = [chr(pair >> 32) + chr(pair & 0xFFFF_FFFF) for pair in found.tolist()]
    return texts, which, places


def of_search(text: str) -> list[str]:
    """The pieces that every name with this text in it has; one character is a beginning."""
    wanted = folded(text)
    return _pairs(START + wanted if len(wanted) == 1 else wanted)


def has(name: str, text: str) -> bool:
    """Whether a search for this text means this name."""
    whole, wanted = folded(name), folded(text)
    return whole.startswith(wanted) if len(wanted) == 1 else wanted in whole


def _pairs(text: str) -> list[str]:
    found = list(map(operator.add, text, text[1:]))
    return found if len(found) < 3 else list(dict.fromkeys(found))
