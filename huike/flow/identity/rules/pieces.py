"""Names in pieces of two characters, so that a part of a name finds it. Pure."""

import unicodedata

START = "\x02"  # before the first character, so that a family name alone can be found


def folded(name: str) -> str:
    """The name as it is compared: one width, one case, no spaces or dots between."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in text if sign.isalnum())


def of_name(name: str) -> set[str]:
    """The pieces under which a name is kept."""
    text = START + folded(name)
    return {text[place : place + 2] for place in range(len(text) - 1)}


def of_search(text: str) -> set[str]:
    """The pieces that every name with this text in it has; one character is a beginning."""
    wanted = folded(text)
    if len(wanted) == 1:
        return {START + wanted}
    return {wanted[place : place + 2] for place in range(len(wanted) - 1)}
