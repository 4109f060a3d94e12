"""The words shops have for an order's state."""

from typing import Literal, get_args

import polars as pl

from huike.flow.ingest.rules import cells

# In the order of an order's life: a later file may move an order up this list, never down, so that
# it does not matter in which order files arrive.
Status = Literal["placed", "paid", "shipped", "completed", "cancelled", "refunded"]
STATUSES: tuple[Status, ...] = get_args(Status)

_WORDS: dict[Status, str] = {
    "placed": """placed|pending|unpaid|open|new|on-hold|awaiting payment|authorized
等待买家付款|待付款|未付款|待支付|已下单|等待付款|定金已付款，尾款未付款|预售定金已付""",
    "paid": """paid|processing|unfulfilled|partially paid|confirmed
买家已付款，等待卖家发货|买家已付款,等待卖家发货|等待卖家发货|待发货|已付款|已支付|备货中
部分发货|卖家部分发货|未发货|等待出库|等待打印|正在出库|等待发货|待出库|锁定|暂停|待成团|已成团，待发货""",
    "shipped": """shipped|in transit|delivering|partially fulfilled
卖家已发货，等待买家确认|卖家已发货,等待买家确认|等待买家确认收货|已发货|待收货|运输中
已发货，待签收|已发货，待收货|等待确认收货|待签收""",
    "completed": """completed|complete|fulfilled|delivered|done|closed|success
交易成功|已完成|已签收|已收货|完成|交易完成|货到付款，买家已签收""",
    "cancelled": """cancelled|canceled|void|voided|failed|expired
交易关闭|已取消|已关闭|取消|因退款而关闭交易|(删除)等待出库|(删除)锁定|(删除)等待确认收货
未成团，已取消|未发货，退款成功""",
    "refunded": """refunded|returned|chargeback
退款成功|已退款|退款完成|已退货|已发货，退款成功|已签收，退款成功|已收货，退款成功""",
}
BY_WORD = {
    word: status for status, words in _WORDS.items() for word in words.replace("\n", "|").split("|")
}


def status(column: pl.Series) -> cells.Column:
    """One of our six states; a word that is unknown is a problem, not a guess."""
    words = cells.tidy(column)
    known = words.str.to_lowercase().str.replace_all("_", " ", literal=True)
    values = known.replace_strict(BY_WORD, default=None, return_dtype=pl.String)
    unknown = values.is_null() & words.is_not_null()
    if not unknown.any():
        return cells.Column(values)
    blank = pl.Series("problem", [None] * len(words), dtype=pl.String)
    return cells.Column(values, blank.set(unknown, "status_unknown"))
