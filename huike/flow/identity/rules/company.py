"""Whose company somebody is of: what was said, or where their mailbox is. Pure."""

from collections.abc import Mapping, Sequence

from huike.flow.identity.rules import pieces

# Mailboxes that anybody may have say nothing of a company.
_PUBLIC = """
    qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com vip.126.com yeah.net 188.com 139.com
    wo.cn 189.cn sina.com sina.cn vip.sina.com sohu.com vip.sohu.com tom.com 21cn.com 263.net
    aliyun.com 2980.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it outlook.com
    outlook.de outlook.fr live.com live.cn live.co.uk msn.com gmail.com googlemail.com yahoo.com
    yahoo.cn yahoo.com.cn yahoo.co.jp yahoo.co.uk yahoo.co.in yahoo.com.tw yahoo.com.hk yahoo.de
    yahoo.fr ymail.com rocketmail.com icloud.com me.com mac.com aol.com gmx.com gmx.de gmx.net
    web.de t-online.de freenet.de mail.com mail.ru bk.ru list.ru inbox.ru yandex.ru yandex.com
    rambler.ru protonmail.com proton.me pm.me tutanota.com fastmail.com zoho.com hey.com
    duck.com mozmail.com privaterelay.appleid.com naver.com daum.net hanmail.net docomo.ne.jp
    ezweb.ne.jp softbank.ne.jp orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it
    virgilio.it btinternet.com sky.com comcast.net verizon.net att.net sbcglobal.net cox.net
    bellsouth.net shaw.ca rogers.com bigpond.com uol.com.br bol.com.br terra.com.br
    rediffmail.com seznam.cz wp.pl o2.pl onet.pl
"""
_ANYBODYS = frozenset(_PUBLIC.split())
_SAID = ("company", "公司", "公司名称", "单位", "企业名称")
_MOST = 120


def of(emails: Sequence[str], attributes: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Mark, name, and how it is known: what was said of them before where their mailbox is."""
    said = next((attributes[key] for key in _SAID if attributes.get(key)), "").strip()
    if folded := pieces.folded(said)[:_MOST]:
        return f"company:{folded}", said[:_MOST], "company"
    domain = next((host for email in emails if (host := host_of(email)) not in _ANYBODYS), "")
    return (f"domain:{domain[:_MOST]}", domain[:_MOST], "domain") if domain else None


def host_of(email: str) -> str:
    """The host of a mailbox; a public one where there is none to tell."""
    host = email.rpartition("@")[2].casefold()
    return host or "qq.com"
