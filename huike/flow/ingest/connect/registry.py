"""Every kind of platform that a connection can be made to."""

from huike.base.kernel.errors import Invalid
from huike.flow.ingest.connect.contract import Kind
from huike.flow.ingest.connect.kinds import csv_url, s3, sftp, webhook, woocommerce
from huike.flow.ingest.connect.kinds.douyin import kind as douyin
from huike.flow.ingest.connect.kinds.jd import kind as jd
from huike.flow.ingest.connect.kinds.pinduoduo import kind as pinduoduo
from huike.flow.ingest.connect.kinds.shopify import kind as shopify
from huike.flow.ingest.connect.kinds.taobao import kind as taobao
from huike.flow.ingest.connect.kinds.youzan import kind as youzan

# In the order in which a page offers them.
KINDS: tuple[Kind, ...] = (
    taobao.KIND,
    jd.KIND,
    pinduoduo.KIND,
    douyin.KIND,
    youzan.KIND,
    shopify.KIND,
    woocommerce.KIND,
    webhook.KIND,
    csv_url.ORDERS,
    csv_url.CUSTOMERS,
    csv_url.PRODUCTS,
    *sftp.KINDS,
    *s3.KINDS,
)
BY_NAME = {kind.name: kind for kind in KINDS}
# The others only listen.
ASKED = tuple(kind.name for kind in KINDS if kind.open or kind.open_files)


def kind(name: str) -> Kind:
    """One kind by its name."""
    if name not in BY_NAME:
        raise Invalid(f"There is no kind of connection named {name!r}", code="connection_kind")
    return BY_NAME[name]
