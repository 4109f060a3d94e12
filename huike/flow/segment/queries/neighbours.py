"""What a rule names besides customers: segments and shops, as far as the reader may see them."""

from collections.abc import Iterable

from huike.base.access.facade import Scope
from huike.base.access.facade import workspace as workspace_info
from huike.base.kernel.errors import Invalid
from huike.flow.segment.queries import segments
from huike.flow.segment.rules import Names, Rule, graph
from huike.library.commerce import facade as commerce


def check(scope: Scope, rule: Rule) -> None:
    """Refuse a rule that names a segment or shop which is not there for this reader."""
    named = list(graph.named(rule))
    known = segments.names(scope, [segment_id for _, segment_id in named])
    for place, segment_id in named:
        if segment_id not in known:
            raise Invalid(
                f"{place}: segment #{segment_id} is deleted or not visible to you",
                code="segment_unknown",
                where=place,
                mend="Choose another segment",
                segment_id=segment_id,
            )
    shops = list(graph.shops(rule))
    allowed = {shop.id for shop in commerce.shops(scope=scope)} if shops else set()
    for place, shop_id in shops:
        if shop_id not in allowed:
            raise Invalid(
                f"{place}: there is no shop #{shop_id}",
                code="shop_unknown",
                where=place,
                mend="Choose another shop",
                shop_id=shop_id,
            )


def names(scope: Scope, rules: Iterable[Rule]) -> Names:
    """What these rules name, for sentences."""
    all_rules = list(rules)
    named = {segment_id for rule in all_rules for _, segment_id in graph.named(rule)}
    has_shops = any(True for rule in all_rules for _ in graph.shops(rule))
    return Names(
        currency=workspace_info(scope.workspace_id).currency,
        shops={shop.id: shop.name for shop in commerce.shops(scope=scope)} if has_shops else {},
        segments=segments.names(scope, named) if named else {},
    )
