"""One spelling for each identifier, masks that hide, pieces that find, and who is who."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.flow.identity.rules import mask, normal, pieces, private, spelling
from huike.flow.identity.rules.assign import assign
from huike.flow.identity.rules.keys import (
    HASH,
    Key,
    columns,
    hashes_in,
    head,
    packed,
    parts,
    unpacked,
)
from huike.flow.identity.rules.person import (
    Person,
    from_text,
    notes_of_one,
    shop_ids,
    text_of,
    with_shop,
)
from huike.flow.identity.rules.values import of_source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Anna@X.com ", "anna@x.com"),
        ("ａｎｎａ＠ｘ．ｃｏｍ", "anna@x.com"),
        ("\u200banna@x.com\ufeff", "anna@x.com"),
        ("张三@例子.中国", "张三@xn--fsqu00a.xn--fiqs8s"),
        ("anna@xn--fsqu00a.xn--fiqs8s", "anna@xn--fsqu00a.xn--fiqs8s"),
        ("a.b+tag@shop.example.test", "a.b+tag@shop.example.test"),
        ("a b@x.com", None),
        ("x..y@z.com", None),
        ("anna@x", None),
        ("anna", None),
        ("", None),
        ("a" * 400 + "@x.com", None),
    ],
)
def test_an_address_has_one_spelling(text: str, expected: str | None) -> None:
    assert normal.email(text) == expected


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("13812345678", "CN", "+8613812345678"),
        ("138 1234-5678", "CN", "+8613812345678"),
        ("+86 138 1234 5678", None, "+8613812345678"),
        ("008613812345678", "GB", "+8613812345678"),
        ("８６１３８１２３４５６７８", "CN", "+8613812345678"),
        ("021-62881234", "CN", "+862162881234"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("+1 (650) 253-0000", "CN", "+16502530000"),
        ("13812345678", "GB", None),
        ("13812345678", None, None),
        ("12345", "CN", None),
        ("110", "CN", None),
        ("no number", "CN", None),
        ("1" * 60, "CN", None),
    ],
)
def test_a_number_has_one_spelling(text: str, region: str | None, expected: str | None) -> None:
    assert normal.phone(text, region) == expected


@pytest.mark.parametrize("text", ["anna@x.com", "张三@例子.中国", "A.B@Shop.Example"])
def test_spelling_twice_changes_nothing(text: str) -> None:
    once = normal.email(text)
    assert once is not None
    assert normal.email(once) == once


def test_the_region_of_phone_numbers_is_the_one_of_the_time_zone() -> None:
    zones = ["Asia/Shanghai", "Europe/London", "America/New_York", "UTC"]
    assert [normal.region_of(zone) for zone in zones] == ["CN", "GB", "US", None]


def test_masks_keep_little() -> None:
    assert mask.name("张小三") == "张*三"
    assert mask.name("张三") == "张*"
    assert mask.name("欧阳娜娜") == "欧**娜"
    assert mask.name("Anna Smith") == "A*** S***"
    assert mask.email("anna@x.com") == "a***@x.com"
    assert mask.phone("+8613812341234") == "138****1234"
    assert mask.phone("+442079460958") == "+44****0958"
    assert mask.user_id("17850") == "17850"
    assert mask.user_id("13812345678") == "1***8"
    assert mask.user_id("小猫爱吃鱼") == "小***鱼"


def test_personal_attributes_are_told_from_open_ones() -> None:
    open_ones, closed = private.split(
        {
            "level": "gold",
            "age_group": "35-44",
            "hotel": "yes",
            "is_member": True,
            "收货地址": "上海市静安区",
            "birthday": "1990-01-01",
            "note": "call 13812345678",
            "contact_email": "x",
            "empty": "",
            "none": None,
        }
    )
    assert open_ones == {"level": "gold", "age_group": "35-44", "hotel": "yes", "is_member": "true"}
    assert sorted(closed) == ["birthday", "contact_email", "note", "收货地址"]


def _finds(text: str, name: str) -> bool:
    return set(pieces.of_search(text)) <= set(pieces.of_name(name))


def test_a_name_is_found_by_its_beginning_and_by_neighbours() -> None:
    for text in ("王", "小明", "王 小明"):
        assert _finds(text, "王小明")
    for text in ("明小", "小"):
        assert not _finds(text, "王小明")
    assert pieces.of_search(" ") == []
    assert _finds("ANNA", "Anna Smith")
    assert pieces.of_name("娜娜娜") == ["\x02娜", "娜娜"]


@given(st.text(max_size=20), st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    folded = pieces.folded(name)
    if len(folded) < 2:
        return
    start = data.draw(st.integers(0, len(folded) - 2))
    stop = data.draw(st.integers(start + 2, len(folded)))
    assert _finds(folded[start:stop], name)


@given(st.text(max_size=20), st.text(max_size=3))
def test_a_name_is_meant_by_the_pieces_it_has(name: str, text: str) -> None:
    if len(pieces.folded(text)) in (1, 2):
        assert pieces.has(name, text) == _finds(text, name)


def test_a_person_is_the_same_after_sealing_and_learns_without_forgetting() -> None:
    mail, phone = (1, 0, "a@x.com", "import:1"), (2, 0, "+8613812345678", "staff")
    person = Person("张三", [mail], {"birthday": "1990"})
    assert from_text(person.to_text()) == person
    assert person.merge(Person("", [(1, 0, "a@x.com", "import:2")], {})) is False
    assert person.merge(Person("张小三", [phone], {"city": "x"})) is True
    assert person == Person("张小三", [mail, phone], {"birthday": "1990", "city": "x"})


KEYS = st.tuples(st.integers(1, 3), st.integers(0, 2**63), st.binary(min_size=16, max_size=16))


@given(st.lists(KEYS))
def test_keys_come_back_from_one_value(those: list[tuple[int, int, bytes]]) -> None:
    made = [head(kind, scope) + hashed for kind, scope, hashed in those]
    stored = packed(made)
    assert stored == b"".join(struct.pack(">BQ16s", *one) for one in those)
    assert unpacked(stored) == made
    assert [parts(key) for key in made] == those
    assert [key[HASH] for key in made] == [hashed for _, _, hashed in those]
    assert list(zip(*columns(made), strict=True)) == those
    for kind in (1, 2, 3):
        assert hashes_in(stored, kind) == [hashed for one, _, hashed in those if one == kind]


def test_shops_are_listed_once() -> None:
    shops = with_shop(with_shop(with_shop("", 3), 13), 3)
    assert shops == ",3,13,"
    assert shop_ids(shops) == [3, 13]
    assert with_shop("", 0) == ""


def _key(kind: int, text: str) -> Key:
    return bytes([kind]) + text.encode()


def test_the_first_known_key_decides_and_unknown_ones_join() -> None:
    user, phone, mail = _key(3, "u"), _key(2, "p"), _key(1, "m")
    found = assign([[user, phone, mail]], {phone: 7})
    assert found.customers == [7]
    assert found.attached == {user: 7, mail: 7}
    assert not found.matches


def test_keys_of_two_customers_are_a_match_and_change_nothing() -> None:
    user, mail, phone = _key(3, "u"), _key(1, "m"), _key(2, "new")
    found = assign([[user, phone, mail]], {user: 7, mail: 8})
    assert found.customers == [7]
    assert found.matches == {(7, 8, mail)}
    assert found.attached == {phone: 7}


def test_new_people_of_one_batch_meet_in_their_keys() -> None:
    a, b, mail = _key(3, "a"), _key(3, "b"), _key(1, "m")
    found = assign([[a, mail], [b, mail], [a], []], {})
    assert found.customers == [-1, -1, -1, 0]
    assert found.new == 1


keys = st.lists(st.binary(min_size=2, max_size=2))


@given(st.lists(keys, max_size=20))
def test_a_batch_is_the_same_as_its_people_one_by_one(people: list[list[Key]]) -> None:
    whole = assign(people, {})
    owners: dict[Key, int] = {}
    customers: list[int] = []
    matches: set[tuple[int, int, Key]] = set()
    made = 0
    for one in people:
        step = assign([one], owners)
        numbers = {-1: -(made + 1)} if step.new else {}
        made += step.new
        customers += [numbers.get(customer, customer) for customer in step.customers]
        owners.update({key: numbers.get(c, c) for key, c in step.attached.items()})
        matches |= step.matches
    assert whole.customers == customers
    assert whole.attached == owners
    assert whole.matches == matches


_TEXTS = st.lists(
    st.one_of(
        st.none(),
        st.text(max_size=12),
        st.from_regex(r"\+?(86)?1[2-9][0-9 -]{9,10}\n?", fullmatch=True),
        st.from_regex(
            r"[ A-Za-z0-9._+-]{1,6}@[a-zA-Z0-9-]{1,8}(\.[a-z]{1,4}){0,2} ?", fullmatch=True
        ),
        st.sampled_from(
            ["ｕ1 ", "K@x.com", "a--b@x.com", "\u200banna@x.com", "张\u3000三", "x" * 400]
        ),
    ),
    max_size=30,
)


@given(_TEXTS, st.sampled_from(["CN", "GB", None]))
def test_a_column_is_spelled_as_each_of_it(texts: list[str | None], region: str | None) -> None:
    many = [*texts, *["plain"] * 100]  # so many that columns are taken

    assert spelling.emails(many) == [normal.email(one) if one else None for one in many]
    assert spelling.user_ids(many) == [normal.user_id(one) if one else None for one in many]
    assert spelling.names(many) == [(normal.name(one) if one else None) or "" for one in many]
    assert spelling.phones(many, region) == [
        normal.phone(one, region) if one else None for one in many
    ]


@given(
    st.text(),
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9), st.text())),
    st.text(),
    st.dictionaries(st.text(), st.text()),
    st.integers(0, 2**33),
)
def test_a_text_without_the_person_is_theirs(
    name: str,
    known: list[tuple[int, int, str]],
    source: str,
    private: dict[str, str],
    heard: int,
) -> None:
    notes = of_source(source, heard)
    person = Person(name, [(*one, source) for one in known], private, notes)
    keys = [head(kind, scope) + bytes(16) for kind, scope, _ in known]
    values = [value for _, _, value in known]
    assert (
        text_of(name, keys, values, source, private, notes_of_one(source, heard))
        == person.to_text()
    )
