"""Taobao and Tmall: what the form asks for, in words, and what is fetched."""

from datetime import timedelta

from huike.flow.ingest.connect.contract import Field, Kind, Words
from huike.flow.ingest.connect.kinds.taobao.client import Client

_FIELDS = (
    Field(name="app_key", words=Words("App Key", "App Key")),
    Field(name="app_secret", words=Words("App Secret", "App Secret"), is_secret=True),
    Field(
        name="session",
        words=Words("授权令牌（SessionKey）", "Session key"),
        help=Words(
            "店铺主账号授权应用后得到的 access_token。",
            "The access_token that the shop's main account gets by authorising the app.",
        ),
        is_secret=True,
    ),
    Field(
        name="refresh_token",
        words=Words("刷新令牌", "Refresh token"),
        help=Words(
            "有它时令牌到期前自动续期；没有则到期后需要重新授权。",
            "With it the session is renewed before it ends; without it somebody has to authorise "
            "again.",
        ),
        is_secret=True,
        is_required=False,
    ),
    Field(
        name="message_group",
        words=Words("消息分组", "Message group"),
        help=Words(
            "已开通消息服务时填写分组名（默认分组填 default）；留空则不收消息，仅定时查询。",
            "The group of the message service if the app has it (default for the default one); "
            "empty: changes are only asked for.",
        ),
        is_required=False,
    ),
    Field(
        name="ouid_scope",
        words=Words("OUID 范围", "Scope of ouid"),
        help=Words(
            "shop：只在本店内认作同一人；app：同一应用下的各店认作同一人。拿不准时选 shop。",
            "shop: the same person within this shop only; app: within all shops of one app. "
            "When in doubt choose shop.",
        ),
        choices=("shop", "app"),
        default="shop",
    ),
    Field(
        name="omid_scope",
        words=Words("OMID 范围", "Scope of omid"),
        help=Words(
            "会员编号（需要额外权限）。含义同上。",
            "The id of members, given with further rights only; as above.",
        ),
        choices=("shop", "app"),
        default="shop",
    ),
    Field(
        name="members",
        words=Words("读取会员", "Read members"),
        help=Words(
            "yes：同时读取会员编号和等级，应用须有会员管理权限。",
            "yes: members' ids and grades as well; the app needs the right to manage members.",
        ),
        choices=("no", "yes"),
        default="no",
    ),
    Field(
        name="trade_types",
        words=Words("交易类型", "Types of trade"),
        help=Words(
            "英文逗号分隔；没有列出的类型平台不会返回。",
            "Separated by commas; the platform leaves out what is not named.",
        ),
        default="guarantee_trade,auto_delivery,ec,cod,step",
        is_required=False,
    ),
    Field(
        name="page_size",
        words=Words("每页条数", "Rows a page"),
        help=Words("平台建议 40 至 50。", "The platform advises 40 to 50."),
        choices=("20", "40", "50", "100"),
        default="50",
    ),
    Field(
        name="sign_method",
        words=Words("签名方式", "Signature"),
        choices=("hmac-sha256", "hmac", "md5"),
        default="hmac-sha256",
    ),
    Field(
        name="gateway",
        words=Words("网关地址", "Gateway"),
        help=Words(
            "境外服务器可用 https://api.taobao.com/router/rest。",
            "From abroad: https://api.taobao.com/router/rest.",
        ),
        default="https://eco.taobao.com/router/rest",
    ),
    Field(
        name="token_address",
        words=Words("令牌地址", "Token address"),
        default="https://oauth.taobao.com/token",
    ),
    Field(
        name="receiver_quota",
        words=Words("每日解密上限", "Receivers a day"),
        help=Words(
            "每天最多为发货、售后解密多少个收件信息；留空则不允许解密。",
            "How many receivers may be decrypted a day to ship or to serve; empty: none.",
        ),
        is_required=False,
    ),
    Field(
        name="session_until",
        words=Words("令牌有效期至", "Session ends"),
        is_required=False,
        is_renewed=True,
    ),
)


KIND = Kind(
    name="taobao",
    words=Words("淘宝 / 天猫", "Taobao / Tmall"),
    hint=Words(
        "在淘宝开放平台创建商家后台应用，用店铺主账号授权后填写以下内容。"
        "只读取订单、退款和商品；不取买家昵称、姓名、电话和地址。",
        "Create a merchant's app at Taobao's open platform, authorise it by the shop's main "
        "account, and enter what it gives you. Only orders, refunds and products are read: no "
        "buyer's nick, name, phone or address.",
    ),
    fields=_FIELDS,
    fetches=("products", "customers", "orders", "refunds"),
    open=Client,
    # Clocks may differ by minutes, and lists lag: more than both together is read again.
    overlap=timedelta(minutes=15),
    oldest=timedelta(days=90),
    every=timedelta(minutes=5),
    pace=5.0,
)
