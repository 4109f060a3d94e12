"""What a row says of whether a person may be reached: words, flags and files as plain answers."""

import polars as pl

from huike.flow.ingest.rules import cells

CHANNELS = ("email", "sms")
ANSWERS = ("in", "out", "bounced", "complained", "blocked")

_WORDS = {
    "in": """subscribed|opted in|opt in|active|confirmed|contactable|0
已订阅|订阅|已同意""",
    "out": """unsubscribed|opted out|opt out|unsub|withdrawn|do not contact|1
已退订|退订|已取消订阅""",
    "bounced": """cleaned|bounced|bounce|hard bounced|hard bounce|invalid|undeliverable|2
已清理|退信|硬退信""",
    "complained": """complained|complaint|spam|spam report|abuse|投诉|已投诉""",
    "blocked": """manual|manually|manually unsubscribed|blocked|blacklisted|3|手动|已屏蔽""",
    "": """nonsubscribed|non subscribed|never subscribed|transactional|pending|unconfirmed
未订阅|待确认""",
}
_BY_WORD = {
    word: answer for answer, words in _WORDS.items() for word in words.replace("\n", "|").split("|")
}
_YES = ("true", "yes", "y", "1", "x", "on", "opted out", "unsubscribed", "是", "已退订", "已屏蔽")
_NO = ("false", "no", "n", "0", "off", "subscribed", "否")
_CHANNELS = {"email": "email", "邮件": "email", "sms": "sms", "textmessage": "sms", "短信": "sms"}
_FILE = r"(?i)^(non-?subscribed|subscribed|unsubscribed|cleaned)_"
_BY_FILE = {
    "subscribed": "in", "unsubscribed": "out", "cleaned": "bounced", "nonsubscribed": "",
}  # fmt: skip


def state(column: pl.Series) -> cells.Column:
    """One or several states, "Unsubscribed" or "Bounced: Email, Unsubscribed: SMS", as answers.

    An answer for one channel is written "out:sms". A word that is unknown is a problem, no guess.
    """
    words = cells.tidy(column).str.to_lowercase().str.replace_all(r"[_\-]", " ")
    known = {word: _answers(word) for word in words.unique().drop_nulls()}
    values = words.replace_strict(known, default=None, return_dtype=pl.String)
    return _checked(words, values, "status_unknown")


def of_file(column: pl.Series) -> cells.Column:
    """What the name of a part of an export says of everybody in it."""
    names = cells.tidy(column).str.split("/").list.last()
    kinds = names.str.extract(_FILE).str.to_lowercase().str.replace("-", "", literal=True)
    answers = kinds.replace_strict(_BY_FILE, default=None, return_dtype=pl.String)
    is_sms = names.str.contains("(?i)_sms_").fill_null(value=False)
    by_sms = pl.select(
        pl.when(answers != "").then(pl.format("{}:sms", answers)).otherwise(pl.lit(""))
    ).to_series()
    return cells.Column(answers.zip_with(~is_sms, by_sms))


def people_of(file_name: str) -> str:
    """What the name of a file that stands alone says: in, out, bounced, none, or nothing ("")."""
    answer = of_file(pl.Series([file_name])).values[0]
    return "none" if answer == "" else (answer or "").removesuffix(":sms")


def flag(column: pl.Series) -> cells.Column:
    """Yes or no; other text is a problem: in doubt, a person looks."""
    words = cells.tidy(column).str.to_lowercase()
    values = words.is_in(_YES)
    is_odd = ~values & ~words.is_in(_NO) & words.is_not_null()
    return _checked(words, values.cast(pl.Boolean).set(is_odd.fill_null(value=False), None),
                    "flag_unreadable")  # fmt: skip


def sign(column: pl.Series) -> cells.Column:
    """Yes where anything stands, a time or a reason, that is not a no."""
    words = cells.tidy(column).str.to_lowercase()
    return cells.Column((words.is_not_null() & ~words.is_in([*_NO, "none"])).fill_null(value=False))


def channel(column: pl.Series) -> cells.Column:
    """E-mail or SMS; other channels are not ours."""
    words = cells.tidy(column).str.to_lowercase().str.replace_all(r"[\s\-]", "")
    values = words.replace_strict(_CHANNELS, default="other", return_dtype=pl.String)
    return cells.Column(values.set(words.is_null(), None))


def names(column: pl.Series) -> cells.Column:
    r"""Names in one cell: `"VIP","Blog"`, `a; b`, `a|b`, `Cats\, big, Dogs`."""
    texts = cells.tidy(column)
    found = {text: _split(text) for text in texts.unique().drop_nulls()}
    return cells.Column(pl.Series([found.get(one, []) for one in texts], dtype=_NAMES))


_NAMES = pl.List(pl.String)


def _answers(text: str) -> str | None:
    told = []
    for part in text.split(","):
        word, _, place = (one.strip() for one in part.partition(":"))
        if word not in _BY_WORD:
            return None
        answer = _BY_WORD[word]
        where = _CHANNELS.get(place.replace(" ", ""))
        if answer and (where or not place):
            told.append(f"{answer}:{where}" if where else answer)
    return ",".join(told)


def _split(text: str) -> list[str]:
    sign = next((one for one in ('","', ";", "|") if one in text), None)
    if sign is None:
        parts = text.replace("\\,", "\x00").split(",")
        parts = [one.replace("\x00", ",") for one in parts]
    else:
        parts = text.split(sign)
    tidied = (" ".join(one.strip().strip('"').split())[:120] for one in parts)
    return list(dict.fromkeys(one for one in tidied if one))


def _checked(words: pl.Series, values: pl.Series, reason: str) -> cells.Column:
    unknown = values.is_null() & words.is_not_null()
    if not unknown.any():
        return cells.Column(values)
    blank = pl.Series("problem", [None] * len(words), dtype=pl.String)
    return cells.Column(values, blank.set(unknown, reason))
