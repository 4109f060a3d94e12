"""What a demo came to, as one object for scripts."""

from typing import Any

from huike.base.access.facade import Scope
from huike.base.warehouse import facade as warehouse
from huike.entry.demo.record import Record
from huike.flow.measurement import facade as measurement
from huike.flow.segment.models import Segment

_COUNTS = {
    "customers": "SELECT count() FROM customers FINAL WHERE workspace_id = {ws:UInt32}",
    "orders": "SELECT count() FROM orders FINAL WHERE workspace_id = {ws:UInt32}",
    "order_lines": "SELECT count() FROM order_lines FINAL WHERE workspace_id = {ws:UInt32}",
    "products": "SELECT count() FROM products FINAL WHERE workspace_id = {ws:UInt32}",
    "events": "SELECT count() FROM events WHERE workspace_id = {ws:UInt32}",
}


def totals(workspace_id: int, record: Record) -> dict[str, Any]:
    """Counts from the warehouse, the broadcast's report, and the seconds all steps took."""
    found: dict[str, Any] = {
        name: int(warehouse.scalar(sql, {"ws": workspace_id}, lane="long"))
        for name, sql in _COUNTS.items()
    }
    found["segments"] = Segment.objects.filter(workspace_id=workspace_id, archived_at=None).count()
    report = measurement.broadcast_report(Scope(workspace_id), int(record.facts["broadcast_id"]))
    people = {figure.code: int(figure.value or 0) for figure in (*report.endings, *report.funnel)}
    arms = {figure.code: int(figure.value or 0) for figure in report.arms}
    conversion = report.outcomes[0].comparison
    interval = conversion.interval
    return {
        **found,
        "messages": arms["treated"],
        "holdout": arms["holdout"],
        **people,
        "conversion": {
            "treated": conversion.treated,
            "holdout": conversion.holdout,
            "difference": conversion.difference,
            "interval": [interval.low, interval.high] if interval else None,
            "p_value": conversion.p_value,
            "covers_zero": interval.covers(0) if interval else None,
            "method": conversion.method.interval,
        },
        "sample_ratio": report.ratio.verdict,
        "revenue_in_window": report.revenue.value,
        "weeks_shifted": record.facts["move"]["weeks"],
        "last_order": record.facts["move"]["end"],
        "steps": {name: step["seconds"] for name, step in record.steps.items()},
        "seconds": record.seconds,
    }
