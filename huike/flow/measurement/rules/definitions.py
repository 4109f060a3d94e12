"""Every figure and method in one English sentence; the console has both languages by code."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """What a figure means, and the facts or publications it rests on."""

    code: str
    text: str
    sources: tuple[str, ...]


_TEXTS: dict[str, tuple[str, str]] = {
    "revenue": (
        "orders",
        "What buyers paid for the orders of the period. An order counts when it is a sale "
        "that was not cancelled.",
    ),
    "net_revenue": (
        "orders",
        "Revenue less what was refunded in the period, cancelled orders included.",
    ),
    "orders": (
        "orders",
        "Orders of the period. An order counts when it is a sale that was not cancelled.",
    ),
    "buyers": (
        "orders",
        "Identified customers with an order in the period; anonymous sales have none.",
    ),
    "new_customers": (
        "orders",
        "Identified customers whose first order ever lies in the period.",
    ),
    "average_order": (
        "orders",
        "Revenue of the period over its orders.",
    ),
    "repeat_rate": (
        "orders",
        "Share of the period's buyers with two or more orders in it.",
    ),
    "top_category": (
        "order_lines orders",
        "What the lines of a category sold in the period.",
    ),
    "top_product": (
        "order_lines orders products",
        "What the lines of a product sold in the period.",
    ),
    "rfm_cell": (
        "traits",
        "Customers by score of recency and frequency, 5 is best; cut points in the settings.",
    ),
    "cohort_month": (
        "orders",
        "Customers of a first month who ordered in the month shown.",
    ),
    "audience": (
        "exposures",
        "Everybody assigned: treated and holdout.",
    ),
    "treated": (
        "exposures",
        "Everybody the message was meant for, whether or not it could be sent.",
    ),
    "holdout": (
        "exposures",
        "Everybody kept from the message by the draw.",
    ),
    "sent": (
        "messages",
        "Treated people whose message the mail server took.",
    ),
    "delivered": (
        "messages",
        "Sent and not bounced. Bounces are not read yet, so this is what was sent.",
    ),
    "opened": (
        "messages",
        "Sent, and the picture was loaded or a link was clicked. Mail programs load "
        "pictures by themselves and block them too.",
    ),
    "clicked": (
        "messages",
        "Sent, and a link was clicked.",
    ),
    "ordered": (
        "messages orders",
        "Sent, clicked, and ordered after the click within the goal window.",
    ),
    "unsubscribed": (
        "messages",
        "Treated people who unsubscribed from this message.",
    ),
    "refused": (
        "messages",
        "Treated people whom a rule kept from the message; the reason is given.",
    ),
    "failed": (
        "messages",
        "Treated people whose message the mail server refused for good.",
    ),
    "unknown": (
        "messages",
        "Treated people whose message was being handed over when the program fell: it may "
        "have arrived.",
    ),
    "waiting": (
        "exposures messages",
        "Treated people whose message has no end yet.",
    ),
    "bought_treated": (
        "exposures orders",
        "Treated people with an order from assignment to the end of the goal window.",
    ),
    "bought_holdout": (
        "exposures orders",
        "Held-out people with an order in the same window.",
    ),
    "window_revenue": (
        "exposures orders",
        "What the treated paid in the goal window, whatever made them buy.",
    ),
    "conversion": (
        "exposures orders",
        "Share of everybody assigned to the arm with an order in the goal window.",
    ),
    "revenue_per_person": (
        "exposures orders",
        "Revenue in the goal window over everybody assigned to the arm, those without an "
        "order as zero.",
    ),
    "orders_per_person": (
        "exposures orders",
        "Orders in the goal window over everybody assigned to the arm.",
    ),
    "newcombe_hybrid_score": (
        "newcombe_1998",
        "95 % interval of a difference of two proportions: hybrid score, Newcombe 1998, method 10.",
    ),
    "z_pooled": (
        "cochran_1954",
        "Two-sided z test of two proportions, pooled; used when every expected count is at "
        "least 5.",
    ),
    "fisher_exact": (
        "fisher_1935",
        "Fisher's two-sided exact test; used when an expected count is below 5.",
    ),
    "welch_t": (
        "welch_1947",
        "Welch's t interval and two-sided test of two means with unequal variances.",
    ),
    "chi_square_fit": (
        "kohavi_2020",
        "Chi-square of fit of the split against the one configured; below 0.001 the split "
        "is broken and the comparison not to be trusted.",
    ),
    "intention_to_treat": (
        "exposures",
        "Everybody counts in the arm they were drawn into, whether or not the message "
        "reached them.",
    ),
    "too_few": (
        "",
        "Fewer than 30 people in an arm or fewer than 5 with the outcome: no direction is named.",
    ),
    "detectable": (
        "",
        "The smallest true difference that an experiment of this size finds 80 times in 100.",
    ),
}

DEFINITIONS = {
    code: Definition(code, text, tuple(sources.split())) for code, (sources, text) in _TEXTS.items()
}
