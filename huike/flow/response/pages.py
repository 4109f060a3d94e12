"""The pages that readers of messages see: small, in the brand's colours, without scripts. Pure."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from huike.library.content.facade import Brand

_STYLE = """
:root{{color-scheme:light}}*{{box-sizing:border-box}}
body{{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:{background};
color:{text};font:16px/1.6 -apple-system,"PingFang SC","Microsoft YaHei","Segoe UI",sans-serif}}
main{{background:#fff;color:#1f2329;border-radius:8px;padding:32px;max-width:30rem;width:100%;
border-top:4px solid {accent}}}
h1{{font-size:22px;margin:0 0 12px}}p{{margin:0 0 16px}}img{{max-height:48px;margin-bottom:16px}}
button{{font:inherit;border:0;border-radius:6px;padding:10px 20px;min-height:44px;cursor:pointer;
background:{accent};color:{on_accent}}}
button:focus-visible{{outline:3px solid #1f2329;outline-offset:2px}}
small{{color:#5f6672}}
"""

WORDS = {
    "zh": {
        "lang": "zh-CN",
        "leave_title": "退订 {name} 的邮件？",
        "leave_text": "点击下面的按钮后，您不会再收到 {name} 的营销邮件。订单等服务通知不受影响。",
        "leave_button": "确认退订",
        "left_title": "您已退订",
        "left_text": "从现在起，{name} 不会再向您发送营销邮件。",
        "choose_title": "您的偏好设置",
        "choose_on": "您目前同意接收 {name} 的营销邮件。",
        "choose_off": "您目前不接收 {name} 的营销邮件。",
        "agree": "我同意通过电子邮件接收 {name} 的新品、优惠和活动信息，并可随时退订。",
        "agree_button": "同意并重新接收",
        "back_title": "欢迎回来",
        "back_text": "您将重新收到 {name} 的营销邮件，可随时退订。",
        "gone_title": "链接无效",
        "gone_text": "这个链接不完整或已损坏。请从邮件中重新打开。",
        "later_title": "请稍后再试",
        "later_text": "系统暂时无法处理，请过几分钟再试一次。",
        "test": "这是一封测试邮件中的链接，不会改变任何设置。",
    },
    "en": {
        "lang": "en",
        "leave_title": "Unsubscribe from {name}?",
        "leave_text": "Press the button and {name} sends you no more marketing e-mails."
        " Notices about your orders are not affected.",
        "leave_button": "Unsubscribe",
        "left_title": "You are unsubscribed",
        "left_text": "From now on {name} sends you no marketing e-mails.",
        "choose_title": "Your preferences",
        "choose_on": "You receive marketing e-mails from {name}.",
        "choose_off": "You do not receive marketing e-mails from {name}.",
        "agree": "I agree to receive news, offers and events from {name} by e-mail,"
        " and can unsubscribe at any time.",
        "agree_button": "Agree and subscribe again",
        "back_title": "Welcome back",
        "back_text": "You will receive marketing e-mails from {name} again."
        " You can unsubscribe at any time.",
        "gone_title": "This link is not valid",
        "gone_text": "The link is incomplete or damaged. Please open it again from the e-mail.",
        "later_title": "Please try again later",
        "later_text": "This cannot be done at the moment. Please try again in a few minutes.",
        "test": "This link is from a test e-mail and changes nothing.",
    },
}
_PLAIN = Brand()


@dataclass(frozen=True)
class Page:
    """A page and the policy that lets exactly its own style through."""

    html: bytes
    policy: str


def leaving(brand: Brand, language: str, *, is_test: bool = False) -> Page:
    """Asks before anything happens: the GET of an unsubscribe link."""
    words = WORDS[language]
    inner = _text(words["leave_text"], brand)
    inner += _note(words, is_test) or _form(words["leave_button"], "leave")
    return _page(brand, words, words["leave_title"], inner)


def left(brand: Brand, language: str) -> Page:
    """It has happened."""
    words = WORDS[language]
    return _page(brand, words, words["left_title"], _text(words["left_text"], brand))


def choosing(brand: Brand, language: str, *, is_on: bool, is_test: bool = False) -> Page:
    """What stands, and the one thing that can be changed."""
    words = WORDS[language]
    inner = _text(words["choose_on" if is_on else "choose_off"], brand)
    if is_test:
        inner += _note(words, is_test)
    elif is_on:
        inner += _form(words["leave_button"], "leave")
    else:
        inner += _text(agreement(brand, language), brand) + _form(words["agree_button"], "agree")
    return _page(brand, words, words["choose_title"], inner)


def back(brand: Brand, language: str) -> Page:
    """They agreed again."""
    words = WORDS[language]
    return _page(brand, words, words["back_title"], _text(words["back_text"], brand))


def gone(language: str) -> Page:
    """For links that we never made."""
    words = WORDS[language]
    return _page(_PLAIN, words, words["gone_title"], _text(words["gone_text"], _PLAIN))


def later(language: str) -> Page:
    """For when the database is away."""
    words = WORDS[language]
    return _page(_PLAIN, words, words["later_title"], _text(words["later_text"], _PLAIN))


def agreement(brand: Brand, language: str) -> str:
    """The words that somebody agrees to: shown on the page and kept as proof."""
    return WORDS[language]["agree"].format(name=brand.name)


def _text(words: str, brand: Brand) -> str:
    return f"<p>{escape(words.format(name=brand.name))}</p>"


def _note(words: dict[str, str], is_test: bool) -> str:
    return f"<p><small>{escape(words['test'])}</small></p>" if is_test else ""


def _form(label: str, act: str) -> str:
    return (
        f'<form method="post"><input type="hidden" name="act" value="{act}">'
        f'<button type="submit">{escape(label)}</button></form>'
    )


def _page(brand: Brand, words: dict[str, str], title: str, inner: str) -> Page:
    style = _STYLE.format(
        accent=brand.accent,
        background=brand.background,
        text=brand.text,
        on_accent=_readable_on(brand.accent),
    )
    heading = escape(title.format(name=brand.name))
    logo = f'<img src="{escape(brand.logo)}" alt="{escape(brand.name)}">' if brand.logo else ""
    html = (
        f'<!doctype html><html lang="{words["lang"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{heading}</title>'
        f"<style>{style}</style></head><body><main>{logo}<h1>{heading}</h1>{inner}</main>"
        "</body></html>"
    )
    mark = b64encode(sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{mark}'; img-src https: http:;"
        " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    return Page(html.encode(), policy)


def _readable_on(colour: str) -> str:
    """Black or white, whichever stands out more on a colour (WCAG relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (light + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"
