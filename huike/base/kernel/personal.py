"""What looks like it says who somebody is: names of values, and values themselves. Pure."""

import re
from functools import lru_cache

_NAMES = re.compile(
    r"address|street|postcode|zip|birth|passport|id_?card|identity|national_?id|receiver|consignee"
    r"|contact|mobile|phone|(?<![a-z])tel(?![a-z])|mail|wechat|weixin|openid|unionid|oaid|qq|nick|full_?name"
    r"|first_?name|last_?name|surname"
    r"|地址|街道|邮编|生日|出生|身份证|护照|证件|收货|收件|联系|手机|电话|邮箱|微信|昵称|姓名|旺旺",
    re.IGNORECASE,
)
VALUES = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)"
)

_SHORTEST = 11


def is_personal(name: str, text: str) -> bool:
    """Whether a value of this name and text may say who somebody is."""
    return _is_telling(name) or _holds_a_value(text)


@lru_cache(maxsize=10_000)
def _is_telling(name: str) -> bool:
    return bool(_NAMES.search(name) or VALUES.search(name))


def _holds_a_value(text: str) -> bool:
    # The shortest number is a phone's: most texts need not be searched.
    return ("@" in text or len(text) >= _SHORTEST) and bool(VALUES.search(text))
