"""Settings that the forms of several platforms share, in words."""

from huike.flow.ingest.connect.contract import Field, Words

APP_KEY = Field(name="app_key", words=Words("App Key", "App Key"))
APP_SECRET = Field(name="app_secret", words=Words("App Secret", "App Secret"), is_secret=True)
TOKEN = Field(
    name="access_token",
    words=Words("授权令牌（access_token）", "Access token"),
    help=Words("店铺授权应用后得到。", "What the shop gives by authorising the app."),
    is_secret=True,
)
REFRESH_TOKEN = Field(
    name="refresh_token",
    words=Words("刷新令牌（refresh_token）", "Refresh token"),
    help=Words(
        "有它时令牌到期前自动续期；没有则到期后需要重新授权。",
        "With it the token is renewed before it ends; without it somebody has to authorise again.",
    ),
    is_secret=True,
    is_required=False,
)
UNTIL = Field(
    name="token_until",
    words=Words("令牌有效期至", "Token ends"),
    is_required=False,
    is_renewed=True,
)
PAGE_SIZE = Field(
    name="page_size",
    words=Words("每页条数", "Rows a page"),
    choices=("20", "50", "100"),
    default="100",
)
BUYER_SCOPE = Field(
    name="buyer_scope",
    words=Words("买家编号范围", "Scope of the buyer's id"),
    help=Words(
        "shop：只在本店内认作同一人；app：同一应用下的各店认作同一人。拿不准时选 shop。",
        "shop: the same person within this shop only; app: within all shops of one app. "
        "When in doubt choose shop.",
    ),
    choices=("shop", "app"),
    default="shop",
)


def address(default: str) -> Field:
    """Where the platform's gateway is."""
    return Field(name="gateway", words=Words("网关地址", "Gateway"), default=default)
