"""Which attributes are personal and therefore sealed with the person. Pure."""

import re
from collections.abc import Mapping
from typing import Any

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


def split(attributes: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The attributes as text: those that may lie open, and those that are personal."""
    open_ones: dict[str, str] = {}
    private: dict[str, str] = {}
    for key, value in attributes.items():
        if value is None or value == "":
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        is_private = _NAMES.search(key) or VALUES.search(text) or VALUES.search(key)
        (private if is_private else open_ones)[key] = text
    return open_ones, private
