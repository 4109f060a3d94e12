"""The door speaks ClickHouse's HTTP protocol as clickhouse-connect expects it."""

import threading
import time

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import urllib3
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from tests.base.warehouse.conftest import Door
from tests.support.wait import until

TABLE = (
    "CREATE TABLE t (a UInt32, word LowCardinality(String), price Nullable(Float64), "
    "at DateTime64(3, 'UTC'), tags Array(String), props Map(String, String)) "
    "ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100"
)


def post(
    door: Door, body: bytes, headers: dict[str, str] | None = None, **params: str
) -> tuple[int, bytes, dict[str, str]]:
    answer = urllib3.request(
        "POST",
        door.url + "?" + "&".join(f"{key}={value}" for key, value in params.items()),
        body=body,
        headers=headers if headers is not None else door.key,
        retries=False,
        timeout=30,
    )
    return answer.status, answer.data, dict(answer.headers)


def test_it_tells_version_and_zone(client: Client) -> None:
    assert client.server_version.startswith("26.")
    assert str(client.server_tz) == "UTC"
    assert client.ping() is True


def test_queries_with_parameters(client: Client) -> None:
    found = client.query(
        "SELECT {n:UInt32} AS n, {s:String} AS s, {l:Array(String)} AS l, {d:Date} AS d",
        parameters={"n": 7, "s": "茶 'n\\ \t;", "l": ["a;", "b'"], "d": "2026-02-17"},
    )
    assert found.column_names == ("n", "s", "l", "d")
    assert found.result_rows[0][:3] == (7, "茶 'n\\ \t;", ["a;", "b'"])
    assert str(found.result_rows[0][3]) == "2026-02-17"


def test_parameters_too_long_for_a_url_come_as_a_form(client: Client) -> None:
    ids = list(range(100_000, 103_000))
    assert client.query(
        "SELECT arraySum({l:Array(UInt32)})", parameters={"l": ids}
    ).result_rows == [(sum(ids),)]


def test_commands_answer_with_a_value_or_a_summary(client: Client) -> None:
    assert client.command("SELECT 5") == 5
    assert client.command("SELECT a FROM (SELECT 1 AS a) WHERE a = 2") == ""
    assert client.command("CREATE TABLE e (a UInt8) ENGINE = Memory").written_rows == 0
    assert client.command("EXISTS TABLE e") == 1
    assert client.command("SHOW TABLES") == "e"


@pytest.mark.parametrize("compress", [False, "lz4", "gzip", True])
def test_rows_go_in_however_the_client_packs_them(
    client: Client, door: Door, compress: bool | str
) -> None:
    client.command(TABLE)
    packing = door.client(database="protocol", compress=compress)
    row = [1, "tea; 'green'", None, "2026-02-17 08:00:00", ["x", "y"], {"k": "v"}]
    packing.insert("t", [row] * 3, column_names=["a", "word", "price", "at", "tags", "props"])
    assert client.query("SELECT count(), any(word), any(tags), any(props) FROM t").result_rows == [
        (3, "tea; 'green'", ["x", "y"], {"k": "v"})
    ]


def test_frames_and_arrow_go_in_and_out(client: Client) -> None:
    client.command("CREATE TABLE f (a UInt32, s String) ENGINE = MergeTree ORDER BY a")
    client.insert_df("f", pd.DataFrame({"a": [1, 2], "s": ["x", "y"]}))
    client.insert_arrow("f", pa.table({"a": pa.array([3], pa.uint32()), "s": ["z"]}))
    assert client.query_df("SELECT a, s FROM f ORDER BY a")["s"].tolist() == ["x", "y", "z"]
    assert client.query_arrow("SELECT a FROM f ORDER BY a")["a"].to_pylist() == [1, 2, 3]
    assert client.query_np("SELECT a FROM f ORDER BY a").tolist() == [[1], [2], [3]]
    with client.query_rows_stream("SELECT number FROM numbers(200000)") as stream:
        assert sum(1 for _ in stream) == 200_000
    with client.query_arrow_stream("SELECT number FROM numbers(200000)") as stream:
        assert sum(batch.num_rows for batch in stream) == 200_000
    assert client.raw_query("SELECT a FROM f ORDER BY a", fmt="CSV") == b"1\n2\n3\n"


def test_text_rows_in_the_statement_and_beside_it(client: Client, door: Door) -> None:
    client.command("CREATE TABLE v (a UInt32, s String) ENGINE = MergeTree ORDER BY a")
    client.command("INSERT INTO v VALUES (1, 'a;b'), (2, 'it''s')")
    client.raw_insert("v", ["a", "s"], "3\tc\n4\td\n", fmt="TSV")
    status, _, _ = post(door, b"5,e\n6,f\n", query="INSERT+INTO+v+FORMAT+CSV", database="protocol")
    assert status == 200
    status, _, _ = post(door, b"(7,'g')", query="INSERT+INTO+v+VALUES", database="protocol")
    assert status == 200
    assert client.query("SELECT count(), groupConcat(s) FROM v").result_rows == [
        (7, "a;bit'scdefg")
    ]


def test_a_big_answer_comes_whole(client: Client) -> None:
    body = client.raw_query("SELECT number FROM numbers(8000000)", fmt="RowBinary")
    assert len(body) == 64_000_000
    assert np.frombuffer(body, dtype="<u8").sum() == 8_000_000 * 7_999_999 // 2


def test_the_same_token_lands_once_over_the_wire(client: Client) -> None:
    client.command(TABLE)
    rows = pa.table({"a": pa.array(range(1000), pa.uint32())})
    for _ in range(2):
        client.insert_arrow("t", rows, settings={"insert_deduplication_token": "one"})
    assert client.command("SELECT count() FROM t") == 1000


def test_settings_belong_to_their_request(client: Client, door: Door) -> None:
    plain = door.client(autogenerate_session_id=False)
    asked = "SELECT value FROM system.settings WHERE name = 'max_block_size'"
    usual = plain.command(asked)
    assert plain.query(asked, settings={"max_block_size": 123}).result_rows == [("123",)]
    assert plain.command(asked) == usual
    assert plain.query("SELECT 1 SETTINGS max_threads = 1").result_rows == [(1,)]


def test_state_of_a_request_without_a_session_does_not_stay(door: Door) -> None:
    plain = door.client(autogenerate_session_id=False)
    plain.command("SET max_block_size = 77")
    plain.command("CREATE TEMPORARY TABLE gone (a UInt8) ENGINE = Memory")
    asked = "SELECT count() FROM system.settings WHERE name = 'max_block_size' AND value = '77'"
    assert [plain.command(asked) for _ in range(5)] == [0] * 5
    with pytest.raises(DatabaseError) as caught:
        plain.query("SELECT * FROM gone")
    assert caught.value.code == 60


def test_a_session_keeps_its_temporary_table(door: Door) -> None:
    session, other = door.client(session_id="s-1"), door.client(session_id="s-2")
    session.command("CREATE TEMPORARY TABLE ids (id UInt32) ENGINE = Memory")
    session.insert_arrow("ids", pa.table({"id": pa.array(np.arange(1_000_000, dtype=np.uint32))}))
    sql = "SELECT count() FROM numbers(1000010) WHERE number IN (SELECT id FROM ids)"
    assert session.command(sql) == 1_000_000
    with pytest.raises(DatabaseError) as caught:
        other.query("SELECT count() FROM ids")
    assert caught.value.code == 60


def test_a_session_ends_after_its_timeout_and_is_checked_on_request(door: Door) -> None:
    sql = b"CREATE TEMPORARY TABLE brief (a UInt8) ENGINE = Memory"
    assert post(door, sql, session_id="brief", session_timeout="0.1")[0] == 200
    asked = {"session_id": "brief", "session_check": "1", "session_timeout": "0.1"}
    until(lambda: post(door, b"SELECT 1", **asked)[0] == 404, every=0.4)
    status, body, headers = post(door, b"SELECT 1", session_id="brief", session_check="1")
    assert (status, headers["X-ClickHouse-Exception-Code"]) == (404, "372")
    assert b"Session not found" in body


def test_a_session_serves_one_request_at_a_time(door: Door) -> None:
    slow = threading.Thread(
        target=post,
        args=(door, b"SELECT 'busy', sum(sipHash64(number)) FROM numbers(1e11)"),
        kwargs={"session_id": "busy", "max_execution_time": "60", "query_id": "busy-1"},
    )
    slow.start()
    running = b"SELECT countIf(query LIKE '%busy%sipHash64%') FROM system.processes"
    until(lambda: post(door, running, max_execution_time="2")[1] == b"2\n")
    status, _, headers = post(door, b"SELECT 1", session_id="busy", max_execution_time="2")
    assert (status, headers["X-ClickHouse-Exception-Code"]) == (500, "373")
    post(door, b"KILL QUERY WHERE query_id = 'busy-1'")
    slow.join(20)
    assert post(door, b"SELECT 1", session_id="busy")[:2] == (200, b"1\n")


@pytest.mark.parametrize(
    ("sql", "code", "status"),
    [
        ("SELECT nope", 47, 404),
        ("SELECT * FROM protocol.nope", 60, 404),
        ("SELEC 1", 62, 400),
        ("SELECT throwIf(1, 'no')", 395, 500),
        ("SELECT toUInt8('x')", 6, 500),
        ("", 36, 400),
    ],
)
def test_errors_carry_their_code(
    client: Client, door: Door, sql: str, code: int, status: int
) -> None:
    answer, body, headers = post(door, sql.encode())
    assert (answer, headers["X-ClickHouse-Exception-Code"]) == (status, str(code))
    assert body.startswith(f"Code: {code}. DB::Exception:".encode())


def test_an_unknown_setting_is_refused_and_harms_nobody(door: Door) -> None:
    _, body, headers = post(door, b"SELECT 1", no_such_setting="1")
    assert headers["X-ClickHouse-Exception-Code"] == "115", body
    _, body, headers = post(door, b"SELECT 1", **{"max_threads%3D1%3B--": "1"})
    assert headers["X-ClickHouse-Exception-Code"] == "115", body
    assert [post(door, b"SELECT 1")[1] for _ in range(4)] == [b"1\n"] * 4


def test_rows_that_cannot_be_read_are_refused_and_none_stay(client: Client) -> None:
    client.command("CREATE TABLE n (a UInt32) ENGINE = MergeTree ORDER BY a")
    with pytest.raises(DatabaseError):
        client.raw_insert("n", ["a"], b"not arrow at all" * 50, fmt="ArrowStream")
    with pytest.raises(DatabaseError) as caught:
        client.raw_insert("n", ["b"], "1\n", fmt="TSV")
    assert caught.value.code == 16
    assert client.command("SELECT count() FROM n") == 0


def test_a_time_limit_ends_a_query(client: Client) -> None:
    started = time.monotonic()
    with pytest.raises(DatabaseError) as caught:
        client.query(
            "SELECT sum(sipHash64(number)) FROM numbers(1e11)",
            settings={"max_execution_time": 0.5},
        )
    assert caught.value.code == 159
    assert time.monotonic() - started < 5


def test_a_query_is_killed_by_the_id_its_client_gave(client: Client, door: Door) -> None:
    codes: list[int | None] = []

    def ask() -> None:
        try:
            door.client().query(
                "SELECT sum(sipHash64(number)) FROM numbers(1e11)",
                settings={"query_id": "job-1", "max_execution_time": 60},
            )
        except DatabaseError as error:
            codes.append(error.code)

    thread = threading.Thread(target=ask)
    thread.start()
    kill = "KILL QUERY WHERE query_id = 'job-1'"
    until(lambda: "job-1" in str(client.command(kill)))
    thread.join(20)
    assert codes == [394]


def test_a_reader_who_leaves_ends_the_query(client: Client, door: Door) -> None:
    with pytest.raises(urllib3.exceptions.HTTPError):
        urllib3.request(
            "POST",
            door.url,
            body=b"SELECT 'left', sum(sipHash64(number)) FROM numbers(1e11)",
            headers=door.key,
            timeout=0.5,
            retries=False,
        )
    running = "SELECT countIf(query LIKE '%left%sipHash64%') FROM system.processes"
    until(lambda: client.query(running, settings={"max_execution_time": 2}).result_rows == [(1,)])


def test_short_questions_pass_a_long_one(client: Client, door: Door) -> None:
    long = threading.Thread(
        target=post,
        args=(door, b"SELECT sum(sipHash64(number)) FROM numbers(1e11)"),
        kwargs={"max_execution_time": "3"},
    )
    long.start()
    before = time.monotonic()
    quick = door.client(settings={"max_execution_time": 2})
    assert [quick.command("SELECT 1") for _ in range(5)] == [1] * 5
    assert time.monotonic() - before < 2.5
    long.join(20)


def test_nobody_without_the_secret(door: Door) -> None:
    wrong: list[dict[str, str]] = [
        {},
        {"X-ClickHouse-Key": "guess"},
        {"Authorization": "Basic ZGVmYXVsdDpndWVzcw=="},
        {"Authorization": "Basic %%%"},
        {"Authorization": f"Basic {door.ready.secret}"},
        {"X-ClickHouse-User": door.ready.secret},
    ]
    for headers in wrong:
        status, body, answer = post(door, b"SELECT 1", headers=headers)
        assert (status, answer["X-ClickHouse-Exception-Code"]) == (403, "516")
        assert door.ready.secret.encode() not in body
    assert post(door, b"SELECT 1")[:2] == (200, b"1\n")
    with pytest.raises(DatabaseError) as caught:
        door.client(password="guess")
    assert caught.value.code == 516


def test_only_the_owner_reads_the_ready_file(door: Door) -> None:
    assert door.engine.ready_file.stat().st_mode & 0o777 == 0o600
