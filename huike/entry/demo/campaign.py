"""The demo's segments, its e-mail and its one broadcast."""

from collections.abc import Callable
from typing import Any

from huike.base.access.facade import Actor
from huike.base.kernel import clock
from huike.entry.demo.data import MAIL_DOMAIN
from huike.entry.demo.stage import run_jobs
from huike.flow.journey import actions as journey
from huike.flow.journey.models import Broadcast
from huike.flow.journey.rules import State, Wish
from huike.flow.message.models import Sender
from huike.flow.segment import facade as segment
from huike.flow.segment.actions.define import Draft, create
from huike.flow.segment.models import Segment
from huike.library.content import actions as content
from huike.library.content.models import Content
from huike.library.content.rules.document import Blocks

GOAL_DAYS = 28
HOLDOUT = 1_000  # ten-thousandths: the default 10 %
AUDIENCE = "活跃顾客：近 90 天下过单"
_MAIL = "老顾客回馈"
_HUNDRED = 100  # minor units of a yuan


def _recent(days: int) -> dict[str, Any]:
    return {"kind": "last", "n": days, "unit": "day"}


def _orders(op: str, value: int, window: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "orders", "op": op, "value": value, "window": window, **more}


def _lovers(category: str) -> dict[str, Any]:
    of = {"kind": "categories", "categories": [category]}
    return _orders("gte", 5, _recent(180), of=of)


SEGMENTS: dict[str, tuple[str, dict[str, Any]]] = {
    AUDIENCE: ("At least one order in 90 days.", _orders("gte", 1, _recent(90))),
    "常客：近 90 天至少 3 单": ("Three orders or more in 90 days.", _orders("gte", 3, _recent(90))),
    "高价值沉睡：消费满 ¥500，60 天未购": (
        "Spent ¥500 or more, but nothing in 60 days.",
        {
            "kind": "all",
            "rules": [
                {"kind": "trait", "name": "spend", "op": "gte", "value": 500 * _HUNDRED},
                _orders("eq", 0, _recent(60)),
            ],
        },
    ),
    "流失：买过，但近 90 天没有": (
        "Bought before, nothing in 90 days.",
        {
            "kind": "all",
            "rules": [
                _orders("gte", 1, {"kind": "ever"}),
                _orders("eq", 0, _recent(90)),
            ],
        },
    ),
    "牛肉爱好者：半年至少 5 单": ("Five orders with beef in 180 days.", _lovers("BEEF")),
    "用券顾客：一年内用过优惠券": (
        "Redeemed a coupon within a year.",
        {
            "kind": "events",
            "event": "coupon_redeemed",
            "op": "gte",
            "value": 1,
            "window": _recent(365),
        },
    ),
}


def make_segments(actor: Actor) -> dict[str, Any]:
    """The segments that are missing, evaluated; answers how many people each holds."""
    known = dict(Segment.objects.filter(workspace_id=actor.workspace_id).values_list("name", "pk"))
    for name, (description, rule) in SEGMENTS.items():
        if name not in known:
            draft = Draft(name=name, description=description, rule=segment.parse(rule))
            known[name] = create(actor, draft).pk
    run_jobs()
    return {name: segment.count(actor.scope, known[name]) for name in SEGMENTS}


def set_sender(actor: Actor) -> None:
    """Mails come from the demo's reserved domain and go to the local sink."""
    Sender.objects.update_or_create(
        workspace_id=actor.workspace_id,
        defaults={
            "host": "",
            "from_name": "示例店",
            "from_address": f"news@{MAIL_DOMAIN}",
            "postal_address": "上海市黄浦区示例路 1 号 / 1 Example Road, Shanghai",
            "updated_at": clock.now(),
        },
    )


def send(actor: Actor, tell: Callable[[int, int, str], None]) -> Broadcast:
    """The broadcast, made and started where it is missing, sent to its end."""
    row = Broadcast.objects.filter(workspace_id=actor.workspace_id).first() or _draft(actor)
    if row.state == State.DRAFT:
        journey.start(actor, row.pk)

    def is_over() -> bool:
        row.refresh_from_db()
        tell(0, 0, row.state)
        return row.finished_at is not None

    run_jobs(until=is_over)
    run_jobs()
    return row


def _draft(actor: Actor) -> Broadcast:
    wish = Wish(
        name="老顾客回馈邮件 · Thank-you mail",
        content_id=_mail(actor).pk,
        segment_ids=(Segment.objects.get(workspace_id=actor.workspace_id, name=AUDIENCE).pk,),
        is_everyone=False,
        holdout=HOLDOUT,
        goal_days=GOAL_DAYS,
        expires_after_minutes=1440,
        needs_approval=False,
    )
    return journey.create(actor, wish)


def _mail(actor: Actor) -> Content:
    known = Content.objects.filter(workspace_id=actor.workspace_id, name=_MAIL).first()
    return known or content.create(actor, name=_MAIL, document=_DOCUMENT)


_DOCUMENT = Blocks.model_validate(
    {
        "subject": "{{ customer.name | default: '老朋友' }}，谢谢您的 {{ customer.orders }} 次光临",
        "preheader": "本周鲜品与老顾客专享价",
        "blocks": [
            {"kind": "heading", "text": "谢谢您一直光顾示例店"},
            {
                "kind": "text",
                "html": "<p>{{ customer.name | default: '老朋友' }}，您好：</p>"
                "<p>您最近一次下单是 {{ customer.last_order_at | date: '%Y-%m-%d' }}，"
                "累计消费 {{ customer.spend | money }}。本周为老顾客准备了一份心意，"
                "到店或在线下单时出示本邮件即可。</p>",
            },
            {"kind": "button", "text": "看看本周鲜品", "url": "https://shop.demo.example/weekly"},
            {"kind": "divider"},
            {
                "kind": "text",
                "html": "<p>This is a demo: shop and people are made up, the mail went to the"
                " local sink and nowhere else.</p>",
            },
        ],
    }
)
