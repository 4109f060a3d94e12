"""Names in pieces of two characters, so that a part of a name finds it. Pure."""

import operator
import unicodedata

START = "\x02"  # before the first character, so that a family name alone can be found


def folded(name: str) -> str:
    """The name as it is compared: one width, one case, no spaces or dots between."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return text if text.isalnum() else "".join(sign for sign in text if sign.isalnum())


def of_name(name: str) -> list[str]:
    """The pieces under which a name is kept."""
    return _pairs(START + folded(name))


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
