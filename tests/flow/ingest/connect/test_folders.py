"""Folders: each version of a file once, by name, whole; nothing in them is changed."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncssh
import boto3
import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from huike.base.access.rules import Actor
from huike.base.jobs import facade as jobs
from huike.base.kernel.errors import HuikeError, Invalid
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.connect import actions, syncing
from huike.flow.ingest.connect.files import FoundFile
from huike.flow.ingest.connect.kinds import s3
from huike.flow.ingest.connect.kinds.folder import Entry, Folder
from huike.flow.ingest.connect.models import Connection, UnlandedRecord
from huike.flow.ingest.connect.rules import signing_s3
from huike.flow.ingest.models import Import
from huike.library.commerce import facade as commerce
from tests.support.platforms import folders
from tests.support.platforms.folders import PASSWORD, USER, Sftp

HEADER = "order_no,ordered_at,email,sku,title,category,quantity,amount\n"
stores = pytest.mark.django_db(transaction=True)


def table(*numbers: int) -> str:
    rows = [
        f"{one},2026-01-05 10:00:00,a{one}@example.com,tea,Tea,Tea,1,{one}.00" for one in numbers
    ]
    return HEADER + "\n".join(rows) + "\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sftp]:
    (tmp_path / "in").mkdir()
    with Sftp(tmp_path).serving() as one:
        yield one


def settings_of(server: Sftp) -> dict[str, str]:
    return {
        "host": "127.0.0.1",
        "port": str(server.port),
        "username": USER,
        "password": PASSWORD,
        "host_key": server.fingerprint,
        "folder": "in",
        "pattern": "orders-*.csv",
    }


def connection(owner: Actor, kind: str, given: dict[str, str]) -> Connection:
    place = commerce.ensure_shop(owner, "茶馆")
    return actions.create(owner, kind=kind, name="文件夹", shop_id=place.id, settings=given)


def synced(row: Connection) -> Connection:
    syncing.sync(row.workspace_id, row.pk, lambda _done, _total: None)
    jobs.drain()
    row.refresh_from_db()
    return row


def landed() -> list[tuple[str, int]]:
    sql = "SELECT order_no, amount FROM orders FINAL ORDER BY order_no"
    return [(number, amount) for number, amount in warehouse.select(sql)]


@pytest.mark.facts
@stores
def test_sftp_files_come_in_once_they_are_whole(owner, server, warehouse_tables):
    row = connection(owner, "sftp", settings_of(server))
    folder = server.folder / "in"
    (folder / "orders-1.csv").write_text(table(1))
    (folder / "orders-2.csv").write_text(table(2)[:-9])  # somebody is still writing it
    (folder / "notes.txt").write_text("not ours")
    assert actions.test(owner, row.pk).may == ("orders",)
    assert synced(row).counts == {}
    (folder / "orders-2.csv").write_text(table(2))
    row = synced(row)
    assert (row.counts, landed()) == ({"files": 1}, [("1", 100)])
    row = synced(row)
    assert (row.counts, landed()) == ({"files": 2}, [("1", 100), ("2", 200)])
    (folder / "orders-1.csv").write_text(table(1, 3))
    (folder / "orders-4.csv").write_text("\n")
    synced(row)
    row = synced(synced(row))
    assert [one for one, _ in landed()] == ["1", "2", "3"]
    assert (row.problem, Import.objects.count()) == (None, 3)
    [bad] = UnlandedRecord.objects.all()
    assert (bad.what, bad.number, row.counts["unreadable"]) == ("files", "orders-4.csv", 1)
    names = ["notes.txt", "orders-1.csv", "orders-2.csv", "orders-4.csv"]
    assert sorted(os.listdir(folder)) == names


@stores
def test_the_key_of_a_server_is_confirmed_before_anything_is_said_to_it(owner, server):
    given = {name: text for name, text in settings_of(server).items() if name != "host_key"}
    row = connection(owner, "sftp", given)
    assert refused(owner, row) == ("connector_host_key_new", {"host_key": server.fingerprint})
    actions.change(owner, row.pk, settings={"host_key": server.fingerprint})
    assert actions.test(owner, row.pk).may == ("orders",)
    with Sftp(server.folder).serving() as other:  # the same folder and login, another machine
        actions.change(owner, row.pk, settings={"port": str(other.port)})
        shown = {"host_key": other.fingerprint}
        assert refused(owner, row) == ("connector_host_key_other", shown)
        row = synced(row)
        assert (row.state, row.problem["params"]) == ("needs_attention", shown)


def refused(owner: Actor, row: Connection) -> tuple[str, dict[str, Any]]:
    with pytest.raises(HuikeError) as caught:
        actions.test(owner, row.pk)
    return caught.value.code, caught.value.params


@stores
def test_a_login_by_key_and_what_is_wrong_by_name(owner, server, settings):
    given = {**settings_of(server), "password": ""}
    pem = server.own.export_private_key("openssh").decode()
    row = connection(owner, "sftp", {**given, "private_key": pem.replace("\n", "")})
    assert actions.test(owner, row.pk).may == ("orders",)
    actions.change(owner, row.pk, settings={"folder": "nowhere"})
    assert refused(owner, row)[0] == "connector_no_folder"
    strange = asyncssh.generate_private_key("ecdsa-sha2-nistp256").export_private_key().decode()
    actions.change(owner, row.pk, settings={"folder": "in", "private_key": strange})
    assert refused(owner, row)[0] == "connector_token_expired"
    settings.CONNECTORS_MAY_REACH = ()
    assert refused(owner, row)[0] == "address_not_allowed"
    for wrong, where in (
        ({"private_key": "no key"}, "private_key"),
        ({"port": "99999"}, "port"),
        ({}, "password"),
    ):
        with pytest.raises(Invalid) as caught:
            actions.create(
                owner, kind="sftp", name="x", shop_id=row.shop_id, settings={**given, **wrong}
            )
        assert caught.value.where == where


@stores
def test_a_bucket_is_read_to_its_last_page(owner, warehouse_tables, monkeypatch):
    monkeypatch.setenv("S3_IGNORE_SUBDOMAIN_BUCKETNAME", "true")
    with folders.s3() as url:
        bucket = boto3.client(
            "s3", endpoint_url=url, region_name="us-east-1",
            aws_access_key_id="AK", aws_secret_access_key="SK",
        )  # fmt: skip
        bucket.create_bucket(Bucket="tea")
        bucket.put_object(Bucket="tea", Key="in/", Body=b"")
        bucket.put_object(Bucket="tea", Key="in/deep/orders-9.csv", Body=table(9).encode())
        for number in (1, 2):
            key = f"in/orders {number}+新.csv"
            bucket.put_object(Bucket="tea", Key=key, Body=table(number).encode())
        given = {
            "endpoint": url, "bucket": "tea", "prefix": "in/", "access_key": "AK",
            "secret_key": "SK", "addressing": "path", "pattern": "orders *.csv",
        }  # fmt: skip
        row = connection(owner, "s3", given)
        row = synced(row)
        assert (row.problem, row.counts, landed()) == (
            None,
            {"files": 2},
            [("1", 100), ("2", 200)],
        )
        bucket.put_object(Bucket="tea", Key="in/orders 2+新.csv", Body=table(2, 3).encode())
        assert synced(synced(row)).counts == {"files": 3}
        assert [one for one, _ in landed()] == ["1", "2", "3"]
        monkeypatch.setattr(s3, "_PAGE", 1)
        assert actions.test(owner, row.pk).shop == "2 × orders *.csv"
        actions.change(owner, row.pk, settings={"bucket": "coffee"})
        assert refused(owner, row)[0] == "connector_no_folder"


@given(
    key=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20),
    query=st.dictionaries(st.sampled_from(["prefix", "marker", "delimiter"]), st.text(max_size=10)),
)
def test_signatures_are_those_of_amazons_own_library(key: str, query: dict[str, str]):
    now = datetime.now(UTC)
    path = f"/tea/{signing_s3.path_of(key)}"
    asked = signing_s3.query_of(query)
    ours = signing_s3.headers(
        "s3.example.com", path, asked, region="eu-central-1", key="AK", secret="SK", now=now
    )
    theirs = AWSRequest("GET", f"https://s3.example.com{path}?{asked}")
    theirs.headers["X-Amz-Date"] = ours["x-amz-date"]
    theirs.headers["X-Amz-Content-SHA256"] = ours["x-amz-content-sha256"]
    theirs.context["timestamp"] = ours["x-amz-date"]
    signer = S3SigV4Auth(Credentials("AK", "SK"), "s3", "eu-central-1")
    text = signer.string_to_sign(theirs, signer.canonical_request(theirs))
    assert ours["authorization"].endswith(signer.signature(text, theirs))


class Shelf:
    """A folder in memory."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, int]] = {}

    @contextmanager
    def opened(self) -> Iterator["Shelf"]:
        yield self

    def entries(self) -> Sequence[Entry]:
        return [Entry(name, len(body), str(at)) for name, (body, at) in self.files.items()]

    def read(self, entry: Entry) -> bytes | None:
        return self.files[entry.name][0]


story = st.lists(
    st.tuples(st.sampled_from("abc"), st.binary(min_size=1, max_size=3) | st.none()), max_size=12
)


@given(steps=st.lists(story, max_size=6))
def test_however_a_folder_changes_each_whole_version_comes_once(steps: list[Any]):
    shelf, kept, at = Shelf(), {}, 0
    client = Folder(shelf.opened, "*", "orders", looks_twice=True)
    last: dict[str, tuple[bytes, int]] = {}
    before: dict[str, tuple[bytes, int]] = {}

    def look() -> None:
        nonlocal kept, before
        names = []
        for found in client.files(kept):
            kept = dict(found.kept)
            if isinstance(found, FoundFile):
                version = shelf.files[found.name]
                assert version != last.get(found.name)
                assert version == before.get(found.name)  # it stood there the time before
                last[found.name] = version
                names.append(found.name)
        assert names == sorted(names)
        for gone in set(last) - set(shelf.files):
            del last[gone]
        before = dict(shelf.files)

    for step in steps:
        for name, body in step:
            at += 1
            if body is None:
                shelf.files.pop(name, None)
            else:
                shelf.files[name] = (body, at)
        look()
    look()
    assert last == shelf.files
    look()
