"""Money, paging and writing in sets."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from huike.base.jobs.models import Clock, Job
from huike.base.kernel import bulk, money
from huike.base.kernel.errors import Invalid
from huike.base.kernel.paging import decode_cursor, encode_cursor, limit_of


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [("2.55", "CNY", 255), ("2.545", "CNY", 254), ("7", "JPY", 7), ("1.2345", "KWD", 1234)],
)
def test_amounts_become_minor_units_half_to_even(amount: str, currency: str, expected: int) -> None:
    assert money.minor(amount, currency) == expected


@pytest.mark.parametrize("amount", ["", "two", "NaN", "Infinity", "1,2.3"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(Invalid):
        money.minor(amount, "CNY")


def test_minor_units_become_decimals_again() -> None:
    assert money.major(255, "CNY") == Decimal("2.55")


def test_a_cursor_keeps_values_and_refuses_what_it_did_not_make() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)

    assert decode_cursor(encode_cursor([at, 7, None]), 3) == [at, 7, None]
    forged = urlsafe_b64encode(b'["a",{"t":"2026"},{}]').decode()
    turned = encode_cursor([at, 7, "b"])[:-1] + "!"
    for wrong in ("", "!!!", "\0", encode_cursor([1]), "bnVsbA==", forged, turned):
        with pytest.raises(Invalid):
            decode_cursor(wrong, 3)


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_page_sizes_are_bounded(limit: int) -> None:
    with pytest.raises(Invalid):
        limit_of(limit)


@pytest.mark.django_db
def test_insert_new_counts_only_what_was_new() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    rows = [(f"c{n}", at) for n in range(100)]

    assert bulk.insert_new(Clock, ["name", "next_at"], rows, chunk=30) == 100
    assert bulk.insert_new(Clock, ["name", "next_at"], [*rows, ("new", at)], chunk=30) == 1
    assert Clock.objects.get(name="c7").next_at == at


@pytest.mark.django_db
def test_upsert_changes_what_was_there() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    bulk.insert_new(Clock, ["name", "next_at"], [("a", early)])

    bulk.upsert(
        Clock,
        ["name", "next_at"],
        [("a", late), ("b", late)],
        unique=["name"],
        update=["next_at"],
    )

    assert dict(Clock.objects.values_list("name", "next_at")) == {"a": late, "b": late}


@pytest.mark.django_db
def test_reserved_numbers_follow_each_other_and_are_given_once() -> None:
    assert bulk.reserve_ids("customer", 3) == range(1, 4)
    assert bulk.reserve_ids("customer", 2) == range(4, 6)
    assert bulk.reserve_ids("other", 1) == range(1, 2)


@pytest.mark.django_db
def test_raised_rows_get_numbers_that_were_never_used() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)

    def made() -> int:
        return Job.objects.create(name="x", run_at=now, created_at=now).pk

    first = made()
    bulk.raise_ids(Job, first + 40)
    assert made() == first + 41
    bulk.raise_ids(Job, first)  # lower than what was given: nothing changes
    assert made() == first + 42
    Job.objects.all().delete()
    assert made() == first + 43
