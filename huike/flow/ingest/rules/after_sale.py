"""What went back of a sale, and what was paid for it, where a file says so beside it. Pure."""

import polars as pl

OWN, FOREIGN = "back_own", "back_foreign"  # what went back: in the workspace's money, the file's
_DONE = r"退款成功|全额退款|退款完成|已退款|refunded"
_NOT_DONE = r"部分|关闭|取消|失败|未|partial"


def is_done(words: pl.Series) -> pl.Series:
    """Whether the words of an after-sale column say that the money has gone back, all of it."""
    words = words.str.to_lowercase()
    done = words.str.contains(_DONE) & ~words.str.contains(_NOT_DONE)
    return done.fill_null(value=False)


def refunded(
    paid: pl.Series, given: pl.Series | None, words: pl.Series | None, counts: pl.Series
) -> pl.Series:
    """How much of each sale went back, never more than was paid for it.

    Where both an amount and its state are told, the amount counts once the state says so.
    """
    zero = pl.Series([0], dtype=paid.dtype).new_from_index(0, len(paid))
    done = is_done(words) if words is not None else None
    if given is None:
        found = paid.zip_with(done, zero) if done is not None else zero
    else:
        found = given.abs().cast(paid.dtype)
        found = found if done is None else found.zip_with(done, zero)
    found = found.fill_null(0)
    found = found.zip_with(found < paid, paid)
    return found.zip_with((counts & (found > 0)).fill_null(value=False), zero)


def with_returns(facts: pl.DataFrame) -> pl.DataFrame:
    """The lines, and for each of which money went back a second one that says so."""
    if OWN not in facts.columns:
        return facts
    lines = facts.drop(OWN, FOREIGN)
    gone = facts.filter(pl.col(OWN) > 0)
    is_whole = pl.col(OWN) >= pl.col("amount")
    nothing = pl.lit(0, dtype=pl.Int64)
    returns = gone.with_columns(
        kind=pl.lit("return"),
        status=pl.lit("refunded"),
        quantity=pl.when(is_whole).then(-pl.col("quantity")).otherwise(nothing),
        refund=pl.col(OWN),
        amount=nothing,
        discount=nothing,
        currency_amount=nothing,
        content_amount=-pl.col(FOREIGN),
        content_discount=nothing,
    )
    return pl.concat([lines, returns.select(lines.columns)])


def once_an_order(
    order_no: pl.Series, paid: pl.Series, price: pl.Series, quantity: pl.Series
) -> pl.Series:
    """What was paid for each line, where a file may repeat the order's whole on each of its lines.

    It is taken for the whole where all lines say the same and the products come to no more than
    that; otherwise each line has its own.
    """
    lines = pl.DataFrame({
        "order": order_no, "paid": paid, "gross": price.cast(pl.Int128) * quantity,
    })  # fmt: skip
    of = {"lines": pl.len(), "kinds": pl.col("paid").n_unique(), "goods": pl.col("gross").sum()}
    lines = lines.with_columns([one.over("order").alias(name) for name, one in of.items()])
    is_whole = (
        (pl.col("lines") > 1)
        & (pl.col("kinds") == 1)
        & (pl.col("goods") > 0)
        & (2 * pl.col("goods") < pl.col("paid") * (pl.col("lines") + 1))
    )
    share = (pl.col("paid").cast(pl.Int128) * pl.col("gross") // pl.col("goods")).cast(paid.dtype)
    lines = lines.with_columns(
        share=pl.when(is_whole).then(share).otherwise(pl.col("paid")), is_whole=is_whole
    )
    # What rounding has left goes to the first line, so that the parts add up to the whole.
    left = pl.col("paid") - pl.col("share").sum().over("order")
    is_first = pl.col("order").is_first_distinct()
    return lines.select(
        pl.when(pl.col("is_whole") & is_first).then(pl.col("share") + left).otherwise("share")
    ).to_series()
