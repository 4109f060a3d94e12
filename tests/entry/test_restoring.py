"""`huike backup` and `huike restore` refuse what would do harm, and change nothing then."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.drill_words import drill
from tests.support.grown import another_database, grown_stores
from tests.support.server import Server, installation, last_json

pytestmark = pytest.mark.timeout(300)

Spoil = Callable[[Path], None]
HEAD = "order_no,ordered_at,user_id,email,sku,quantity,unit_price\n"
FIRST = (
    f"{HEAD}1,2026-01-02 03:04:05,u1,one@x.example,s1,1,9.90\n"
    "2,2026-01-02 03:04:05,u2,two@x.example,s1,1,1.10\n"
)
LATER = f"{HEAD}3,2026-01-03 03:04:05,u3,three@x.example,s1,1,5.00\n"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """An installation with a workspace, two customers and a kept file; and its backup."""
    folder = tmp_path_factory.mktemp("backups")
    orders = folder / "orders.csv"
    orders.write_text(FIRST)
    with installation() as made:
        begin(made)
        made.huike("import", str(orders), "--kind", "orders", "--shop", "店", "--json")
        yield made, Path(made.huike("backup", str(folder)).strip())


def begin(made: Server) -> None:
    """Both stores, and a workspace."""
    drill(made, "prepare")
    made.huike(
        *["workspace", "create", "--name", "甲"],
        *["--timezone", "Asia/Shanghai", "--currency", "CNY"],
    )


@pytest.fixture
def empty(source: tuple[Server, Path]) -> Iterator[Server]:
    """A new home with the keys of the source."""
    with installation(is_new=True) as made:
        shutil.copytree(source[0].home / "keys", made.home / "keys")
        yield made


@pytest.fixture
def copy(source: tuple[Server, Path], tmp_path: Path) -> Path:
    """The backup, to be spoilt."""
    return Path(shutil.copytree(source[1], tmp_path / "copy"))


def contents(home: Path) -> dict[str, str]:
    """Every file of a home but what says who runs in it."""
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.relative_to(home).parts[0] != "run"
    }


def cut(folder: Path) -> None:
    path = folder / "huike.db"
    path.write_bytes(path.read_bytes()[:-4096])


def change_one_byte(folder: Path) -> None:
    path = max((folder / "warehouse").rglob("*"), key=lambda one: one.stat().st_size)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def lose_a_file(folder: Path) -> None:
    next(path for path in (folder / "files").rglob("*") if path.is_file()).unlink()


def add_a_file(folder: Path) -> None:
    (folder / "files" / "more").write_text("more")


def cut_the_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text()[:-40])


def hide_a_file(folder: Path) -> None:
    """Whoever changes a file changes its digest too; but has not the key."""
    cut(folder)
    rewrite(folder, sha256=digests(folder))


def make_newer(folder: Path) -> None:
    rewrite(folder, version="99.0.0")


def forget_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def rewrite(folder: Path, **values: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def digests(folder: Path) -> dict[str, str]:
    told: dict[str, str] = json.loads((folder / "manifest.json").read_text())["sha256"]
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in told}


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (cut, "huike.db of this backup is missing or changed"),
        (change_one_byte, "of this backup is missing or changed"),
        (lose_a_file, "of this backup is missing or changed"),
        (add_a_file, "files/more of this backup is missing or changed"),
        (cut_the_manifest, "manifest.json of this backup is missing or changed"),
        (hide_a_file, "manifest.json of this backup is missing or changed"),
        (make_newer, "This backup is newer than this program"),
        (forget_the_manifest, "is no backup, or one that did not come to its end"),
    ],
)
def test_a_backup_that_is_not_what_was_written_is_refused(
    empty: Server, copy: Path, spoil: Spoil, says: str
) -> None:
    spoil(copy)
    before = contents(empty.home)

    status, said = empty.refused("restore", str(copy))

    assert status == 1
    assert says in said
    assert contents(empty.home) == before


def test_another_master_key_is_refused(empty: Server, copy: Path) -> None:
    (empty.home / "keys" / "master").write_text("ab" * 32)
    before = contents(empty.home)
    status, said = empty.refused("restore", str(copy))
    assert status == 1
    assert "This backup was made under another master key" in said
    assert contents(empty.home) == before


def test_a_home_that_is_not_empty_is_refused(source: tuple[Server, Path], copy: Path) -> None:
    server, _ = source
    before = contents(server.home)
    status, said = server.refused("restore", str(copy))
    assert status == 1
    assert "This installation is not empty: it has workspaces, facts, files" in said
    assert "Restore into a new HUIKE_HOME" in said
    # The engine may tidy its own folder; what it holds is asked below.
    kept = [name for name in before if not name.startswith(("warehouse", "huike.db-"))]
    after = contents(server.home)
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert server.huike("workspace", "list").split("\t")[2] == "甲"


def test_a_restore_that_broke_off_lets_nothing_run_and_begins_anew(
    empty: Server, copy: Path
) -> None:
    # As it is left by a power cut after the files were copied.
    shutil.copytree(copy / "files", empty.home / "files")
    (empty.home / "run").mkdir()
    (empty.home / "run" / "restoring").write_text("huike-x")

    for words in (("serve",), ("worker",), ("backup", str(copy.parent))):
        status, said = empty.refused(*words)
        assert status == 1
        assert "The restore of huike-x did not come to its end" in said

    told = last_json(empty.huike("restore", str(copy), "--json"))
    assert told == {
        "taken_at": json.loads((copy / "manifest.json").read_text())["taken_at"],
        "facts_dropped": 0,
        "erased_again": 0,
        "has_erasure_list": False,
        "held_broadcasts": 0,
    }
    assert empty.huike("workspace", "list").split("\t")[2] == "甲"
    assert not (empty.home / "run" / "restoring").exists()


def test_a_backup_holds_no_key_and_no_plain_value(source: tuple[Server, Path]) -> None:
    server, backup = source
    key = (server.home / "keys" / "master").read_text().strip()
    for path in backup.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"one@x.example" not in data
            assert key.encode() not in data
            assert bytes.fromhex(key) not in data
    names = {path.name for path in backup.iterdir()}
    assert names == {"manifest.json", "huike.db", "journal.db", "files", "warehouse"}


def test_a_server_of_facts_goes_back_to_the_mark_of_a_postgresql_backup(tmp_path: Path) -> None:
    (tmp_path / "first.csv").write_text(FIRST)
    (tmp_path / "later.csv").write_text(LATER)
    words = ["--kind", "orders", "--shop", "店", "--json"]
    with grown_stores() as stores, installation(stores) as made:
        begin(made)
        made.huike("import", str(tmp_path / "first.csv"), *words)
        backup = Path(made.huike("backup", str(tmp_path)).strip())
        assert {path.name for path in backup.iterdir()} == {"manifest.json", "huike.dump", "files"}
        # What the new database will never have heard of, under numbers it will give out again.
        made.huike("import", str(tmp_path / "later.csv"), *words)
        assert drill(made, "state")["orders"] == [3, 1600]

        second = {**stores, "DATABASE_URL": another_database(stores["DATABASE_URL"])}
        with installation(second) as other:
            shutil.copytree(made.home / "keys", other.home / "keys")
            told = last_json(other.huike("restore", str(backup), "--json"))
            assert (told["facts_dropped"], told["held_broadcasts"]) == (2, 0)
            other.huike("customers", "catch-up")
            state = drill(other, "state")
            assert state["orders"] == [2, 1100]
            assert state["lines"] == [2, 1100]
            assert state["customers"] == [2, 2]
            # The file of later comes in again, and its buyer gets a number nobody ever had.
            again = last_json(other.huike("import", str(tmp_path / "later.csv"), *words))
            assert (again["accepted"], again["new_customers"]) == (1, 1)
            state = drill(other, "state")
            assert (state["orders"], state["last_customer"]) == ([3, 1600], 4)
