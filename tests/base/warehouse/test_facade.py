"""The facade: what callers may rely on."""

import threading
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from huike.base.warehouse.facade import (
    QueryCancelled,
    QueryRefused,
    QueryTooBig,
    QueryTooLong,
    Table,
)
from huike.base.warehouse.schema import ddl
from tests.support.wait import until

NUMBERS = Table(
    name="numbers_of_test",
    columns={
        "a": "UInt32",
        "word": "LowCardinality(String)",
        "at": "DateTime64(3, 'UTC')",
        "version": "UInt64",
    },
    order_by="a",
    kind="replacing",
)


def rows(first: int, count: int) -> pa.Table:
    return pa.table(
        {
            "a": pa.array(np.arange(first, first + count, dtype=np.uint32)),
            "word": ["tea"] * count,
            "at": pa.array([1_700_000_000_123] * count, pa.timestamp("ms", "UTC")),
            "version": pa.array([1] * count, pa.uint64()),
        }
    )


@pytest.fixture
def tables(bare_warehouse: ModuleType) -> ModuleType:
    for statement in ddl(NUMBERS):
        bare_warehouse.execute(statement, lane="short")
    return bare_warehouse


def test_rows_come_back_as_they_went_in(tables: ModuleType) -> None:
    tables.insert("numbers_of_test", rows(7, 2), token="b1")
    found = tables.select("SELECT a, word, toString(at) FROM numbers_of_test ORDER BY a")
    assert found == [(7, "tea", "2023-11-14 22:13:20.123"), (8, "tea", "2023-11-14 22:13:20.123")]
    assert tables.select_dicts("SELECT a FROM numbers_of_test WHERE a > {x:UInt32}", {"x": 7}) == [
        {"a": 8}
    ]
    (moment,) = tables.select("SELECT at FROM numbers_of_test LIMIT 1")[0]
    assert moment.isoformat() == "2023-11-14T22:13:20.123000+00:00"


def test_arrow_keeps_types_and_zone(tables: ModuleType) -> None:
    tables.insert("numbers_of_test", rows(1, 3), token="b1")
    found = tables.select_arrow("SELECT a, word, at FROM numbers_of_test ORDER BY a")
    assert [str(field.type) for field in found.schema] == [
        "uint32",
        "string",
        "timestamp[ms, tz=UTC]",
    ]
    assert found["a"].to_pylist() == [1, 2, 3]
    assert tables.select_arrow("SELECT a FROM numbers_of_test WHERE a > 9").num_rows == 0


def test_a_token_lands_once(tables: ModuleType) -> None:
    for _ in range(3):
        tables.insert("numbers_of_test", rows(1, 100), token="b1")
    tables.insert("numbers_of_test", rows(1, 100), token="b2")
    assert tables.scalar("SELECT count() FROM numbers_of_test") == 200


def test_an_insert_from_a_query_lands_once_with_a_token(tables: ModuleType) -> None:
    for _ in range(2):
        tables.execute(
            "INSERT INTO numbers_of_test SELECT number, 'x', now64(3), 1 FROM numbers(10)",
            token="s1",
        )
    assert tables.scalar("SELECT count() FROM numbers_of_test") == 10


def test_no_rows_is_no_request(tables: ModuleType) -> None:
    tables.insert("numbers_of_test", rows(1, 0), token="none")
    assert tables.scalar("SELECT count() FROM numbers_of_test") == 0


def test_parameters_are_values_and_never_sql(tables: ModuleType) -> None:
    evil = "x'; DROP TABLE numbers_of_test; -- \\ \n\t`\0{a:String}%s"
    assert tables.scalar("SELECT {s:String}", {"s": evil}) == evil
    assert tables.scalar("SELECT {l:Array(String)}", {"l": [evil, "b"]}) == [evil, "b"]
    assert tables.scalar("SELECT count() FROM numbers_of_test") == 0
    with pytest.raises(ValueError, match="no place"):
        tables.select("SELECT 1", {"s": "lost"})


def test_a_thousand_ids_fit_in_a_parameter(tables: ModuleType) -> None:
    tables.insert("numbers_of_test", rows(1, 2000), token="b1")
    ids = [*range(1_999_000, 2_000_000), 5, 6]
    sql = "SELECT count() FROM numbers_of_test WHERE a IN {ids:Array(UInt32)}"
    assert tables.scalar(sql, {"ids": ids}) == 2


def test_a_million_ids_as_a_list(tables: ModuleType) -> None:
    tables.insert("numbers_of_test", rows(999_990, 100), token="b1")
    with tables.id_list(np.arange(1_000_000)) as ids:
        sql = f"SELECT count() FROM numbers_of_test WHERE a IN (SELECT id FROM {ids})"
        assert tables.scalar(sql) == 10
        with tables.id_list([999_999, 1_000_001]) as few:
            assert tables.scalar(f"{sql} AND a IN (SELECT id FROM {few})") == 1
    with pytest.raises(QueryRefused):
        tables.select(f"SELECT count() FROM {ids}")


def test_too_long_says_so(tables: ModuleType) -> None:
    with pytest.raises(QueryTooLong) as caught:
        tables.select("SELECT sum(sipHash64(number)) FROM numbers(1e11)", seconds=0.3)
    assert caught.value.status == 504
    assert caught.value.params["engine_code"] == 159


def test_too_big_says_so(tables: ModuleType) -> None:
    with pytest.raises(QueryTooBig) as caught:
        tables.select(
            "SELECT length(groupArray(number)) FROM numbers(100000000) "
            "SETTINGS max_memory_usage = 50000000"
        )
    assert (caught.value.status, caught.value.may_retry) == (413, False)
    assert caught.value.params == {"engine_code": 241}
    assert "memory limit" in str(caught.value).lower()
    assert "memory limit" not in caught.value.detail.lower()  # the engine's words stay in the log


def test_a_wrong_statement_is_refused_for_good(tables: ModuleType) -> None:
    with pytest.raises(QueryRefused) as caught:
        tables.select("SELECT nothing_of_this_name")
    assert caught.value.params["engine_code"] == 47
    assert not caught.value.may_retry


def test_a_tag_stops_its_queries_and_no_others(tables: ModuleType) -> None:
    ends: dict[str, str] = {}

    def ask(tag: str, lane: str, seconds: float) -> None:
        sql = f"SELECT '{tag}', sum(sipHash64(number)) FROM numbers(1e11)"
        try:
            tables.select(sql, lane=lane, tag=tag, seconds=seconds)
        except (QueryCancelled, QueryTooLong) as end:
            ends[tag] = type(end).__name__

    asked = [("one", "long", 60.0), ("other", "short", 1.5)]
    threads = [threading.Thread(target=ask, args=args) for args in asked]
    for thread in threads:
        thread.start()
    running = "SELECT countIf(query LIKE '%one%sipHash64%') FROM system.processes"
    until(lambda: tables.scalar(running) == 2)  # the long one, and the one asking
    tables.cancel("one")
    for thread in threads:
        thread.join(20)
    assert ends == {"one": "QueryCancelled", "other": "QueryTooLong"}


def test_a_question_of_a_screen_ends_at_the_time_of_the_settings(
    tables: ModuleType, settings: Any
) -> None:
    settings.QUESTION_SECONDS = 1
    endless = "SELECT sum(sipHash64(number)) FROM numbers(1e11)"
    for asked in (None, 60.0):  # nobody gets more by asking for it
        with pytest.raises(QueryTooLong):
            tables.select(endless, seconds=asked)


def test_many_threads_share_the_clients(tables: ModuleType) -> None:
    tables.insert("numbers_of_test", rows(1, 1000), token="b1")
    found: list[int] = []

    def ask(number: int) -> None:
        for _ in range(5):
            found.append(
                tables.scalar(
                    "SELECT max(a) FROM numbers_of_test WHERE a <= {n:UInt32}", {"n": number}
                )
            )

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(1, 17)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == sorted(list(range(1, 17)) * 5)


def test_the_table_must_be_a_name(tables: ModuleType) -> None:
    with pytest.raises(ValueError, match="not the name of a table"):
        tables.insert("numbers_of_test; DROP TABLE x", rows(1, 1), token="b1")
