"""One request is one statement, whatever its text tries."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
import urllib3
from clickhouse_connect.driver.client import Client

from tests.base.warehouse.conftest import Door

DROP = "DROP TABLE protocol.victim"

ATTACKS = [
    f"SELECT 1; {DROP}",
    f"SELECT 1;\n{DROP}",
    f"SELECT 1;{DROP};",
    f";{DROP}; SELECT 1; {DROP}",
    f"EXPLAIN AST SELECT 1; {DROP}",
    f"EXPLAIN SYNTAX SELECT 1; {DROP}",
    f"SELECT 1 -- ;\n; {DROP}",
    f"SELECT 1 # comment\n; {DROP}",
    f"SELECT /* ; */ 1 /* ; */; {DROP}",
    f"/* /* nested */ */ SELECT 1; {DROP}",
    f"SELECT ';'; {DROP}",
    f"SELECT '\\'; {DROP} --'; {DROP}",
    f"SELECT ''';'; {DROP}",
    f'SELECT ";" FROM (SELECT 1 AS ";"); {DROP}',
    f"SELECT `;` FROM (SELECT 1 AS `;`); {DROP}",
    f"SELECT $$;$$; {DROP}",
    f"SELECT $a$;$a$; {DROP}",
    f"SELECT 1 FORMAT TSV; {DROP}",
    f"SELECT 1 FORMAT Null; {DROP}",
    f"SELECT 1 SETTINGS max_threads = 1; {DROP}",
    f"SELECT 1 INTO OUTFILE '/dev/null'; {DROP}",
    f"INSERT INTO protocol.victim VALUES (2); {DROP}",
    f"INSERT INTO protocol.victim VALUES (2), (3);\n{DROP}",
    f"INSERT INTO protocol.victim SELECT 2; {DROP}",
    f"SET max_threads = 1; {DROP}",
    f"USE default; {DROP}",
    f"SHOW TABLES; {DROP}",
    f"SYSTEM FLUSH LOGS; {DROP}",
    f"KILL QUERY WHERE 1 = 0 SYNC; {DROP}",
    f"KILL QUERY WHERE query_id = 'x'; {DROP}",
    f"KILL QUERY WHERE query_id = 'x;{DROP}",
    f"BEGIN TRANSACTION; {DROP}",
    f"SELECT 1\x00; {DROP}",
    f"SELECT 1\u3000; {DROP}",
    f"SELECT 1\u00a0; {DROP}",
    f"SELECT 1\u037e {DROP}",
    f"(SELECT 1); {DROP}",
    f"WITH 1 AS a SELECT a; {DROP}",
    f"PARALLEL WITH; {DROP}",
    f"DELIMITER //\nSELECT 1; {DROP}",
]


@pytest.fixture
def victim(client: Client) -> Client:
    client.command("CREATE TABLE victim (a UInt32) ENGINE = MergeTree ORDER BY a")
    client.command("INSERT INTO victim VALUES (1)")
    return client


def send(door: Door, body: bytes, query: str = "") -> int:
    fields = {"query": query} if query else {}
    url = door.url + ("?" + urlencode(fields) if fields else "")
    answer = urllib3.request("POST", url, body=body, headers=door.key, retries=False, timeout=30)
    return answer.status


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_second_statement_is_refused_and_nothing_happens(
    victim: Client, door: Door, attack: str
) -> None:
    assert send(door, attack.encode()) in (400, 501)
    assert send(door, b"", query=attack) in (400, 501)
    assert victim.query("SELECT * FROM protocol.victim").result_rows == [(1,)]


@pytest.mark.parametrize(
    "head",
    [
        f"INSERT INTO protocol.victim VALUES (2); {DROP} -- FORMAT TSV\n",
        f"INSERT INTO protocol.victim SELECT 2 /* ; */; {DROP} /* FORMAT TSV\n",
        f"INSERT INTO protocol.victim (a) FORMAT TSV; {DROP} FORMAT TSV\n",
        f"INSERT INTO protocol.victim VALUES\n(2); {DROP}",
        f"INSERT INTO protocol.victim FORMAT TSV\n2\n; {DROP}\n",
        f"INSERT INTO protocol.victim FORMAT Values\n(2); {DROP}",
    ],
)
def test_rows_are_never_read_as_statements(victim: Client, door: Door, head: str) -> None:
    send(door, head.encode())
    send(door, b"2\n", query=head.rstrip("\n"))
    assert victim.query("SELECT min(a) FROM protocol.victim").result_rows == [(1,)]


def test_values_with_semicolons_are_values(victim: Client) -> None:
    evil = f"'; {DROP}; --"
    assert victim.query("SELECT {s:String}", parameters={"s": evil}).result_rows == [(evil,)]
    assert victim.command("SELECT ';' AS a, $$;$$ AS b -- ;") == [";", ";"]
    assert victim.query("SELECT 1;").result_rows == [(1,)]
    assert victim.query("SELECT * FROM victim WHERE a = 1 /* ; */").result_rows == [(1,)]


def test_settings_names_cannot_carry_statements(victim: Client, door: Door) -> None:
    for name in (f"a=1;{DROP}", "max_threads = 1, x", "max_threads`", ""):
        url = door.url + "?" + urlencode({name: "1"})
        answer = urllib3.request(
            "POST", url, body=b"SELECT 1", headers=door.key, retries=False, timeout=30
        )
        assert answer.status == 404
    assert victim.query("SELECT * FROM victim").result_rows == [(1,)]


def test_setting_values_cannot_carry_statements(victim: Client, door: Door) -> None:
    fields = {"log_comment": f"x'; {DROP}; SET log_comment = '\\"}
    url = door.url + "?" + urlencode(fields)
    asked = b"SELECT getSetting('log_comment')"
    answer = urllib3.request("POST", url, body=asked, headers=door.key, retries=False, timeout=30)
    assert answer.status == 200
    assert victim.query("SELECT * FROM victim").result_rows == [(1,)]


def test_a_database_name_cannot_carry_statements(victim: Client, door: Door) -> None:
    fields = {"database": f"protocol`; {DROP}; --"}
    url = door.url + "?" + urlencode(fields)
    answer = urllib3.request(
        "POST", url, body=b"SELECT 1", headers=door.key, retries=False, timeout=30
    )
    assert (answer.status, answer.headers["X-ClickHouse-Exception-Code"]) == (404, "81")
    assert victim.query("SELECT * FROM victim").result_rows == [(1,)]


def test_answers_are_not_written_to_files(victim: Client, door: Door, tmp_path: Path) -> None:
    target = f"{tmp_path}/out.tsv"
    for sql in (
        f"SELECT 1 INTO OUTFILE '{target}'",
        f"(SELECT 1) INTO OUTFILE '{target}'",
        f"/* x */ SELECT 1 INTO OUTFILE '{target}' FORMAT TSV",
        f"FROM numbers(1) SELECT 1 INTO OUTFILE '{target}'",
        f"SHOW TABLES INTO OUTFILE '{target}'",
        f"DESCRIBE TABLE protocol.victim INTO OUTFILE '{target}'",
        f"EXPLAIN SELECT 1 INTO OUTFILE '{target}'",
        f"EXISTS TABLE protocol.victim INTO OUTFILE '{target}'",
        f"CHECK TABLE protocol.victim INTO OUTFILE '{target}'",
        f"OPTIMIZE TABLE protocol.victim INTO OUTFILE '{target}'",
        f"KILL QUERY WHERE 1 INTO OUTFILE '{target}'",
        f"WITH 1 AS a SELECT a INTO\nOUTFILE /* x */ '{target}' AND STDOUT",
    ):
        assert send(door, sql.encode()) != 200, sql
        assert not Path(target).exists()
