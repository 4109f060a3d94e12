"""Why a row is set aside: the closed list."""

from typing import Literal, get_args

Reason = Literal[
    # the row is no row of its table
    "column_count",  # more or fewer cells than the header
    "bad_json",  # the line is no JSON object
    "unknown_field",  # a field that the first lines of the file did not have
    "cell_too_long",
    # a cell is no value of its field
    "missing",  # a value that must be there is not
    "broken_text",  # bytes that are no text in the file's encoding
    "too_long",
    "lost_digits",  # a long number that a spreadsheet has rounded: 1.23457E+18
    "number_unreadable",
    "quantity_out_of_range",
    "negative_quantity",
    "amount_unreadable",
    "amount_out_of_range",
    "negative_amount",
    "date_unreadable",
    "date_out_of_range",
    "currency_unknown",  # another currency than the workspace's, and no rate is given
    "status_unknown",
    "flag_unreadable",  # neither a yes nor a no
    # a value refers to nobody
    "customer_unknown",  # there is something to know the buyer by, but none of it is usable
    # a rule that a person has set holds the row back (rowrules/)
    "rule_range",
    "rule_age",
    "rule_presence",
    "rule_pattern",
    "rule_one_of",
    "rule_reference",
]

REASONS: tuple[str, ...] = get_args(Reason)
