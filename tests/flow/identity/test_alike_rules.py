"""How alike two customers are, and how probable that makes it that they are one: rules alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.flow.identity.rules import alike, linkage
from huike.flow.identity.rules.alike import FIELDS, LEVELS, Likeness, compared, made, within_one

HOME = "浙江省杭州市西湖区文三路478号3幢201室"


def level(one: Likeness, other: Likeness, name: str) -> str:
    found = compared(one, other)[FIELDS.index(name)]
    return "missing" if found == alike.MISSING else LEVELS[name][found]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("张小三", "张小三", "same"),
        ("张 小三", "張小三", "other"),  # another sign is another family
        ("张小三", "张小山", "near"),
        ("张三", "张四", "family"),
        ("欧阳小三", "欧阳大山", "family"),
        ("张三", "李三", "other"),
        ("Anna Smith", "Smith, Anna", "same"),
        ("Anna Smith", "A. Smith", "near"),
        ("Anna Smith", "Anne Smith", "near"),
        ("Anna Smith", "Peter Smith", "family"),
        ("Anna Smith", "Peter Jones", "other"),
        ("张*三", "张小三", "missing"),
        ("", "张小三", "missing"),
    ],
)
def test_names(one: str, other: str, expected: str) -> None:
    assert level(made(one), made(other), "name") == expected
    assert level(made(other), made(one), "name") == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (HOME, "浙江杭州市西湖区文三路478-3-201", "same"),
        (HOME, "杭州市西湖区文三路478号3幢201室", "near"),
        (HOME, "杭州市西湖区文三路478号3幢", "near"),
        (HOME, "浙江省杭州市西湖区文三路479号3幢201室", "city"),
        (HOME, "上海市徐汇区漕溪北路1号", "other"),
        (HOME, "浙江省杭州市***", "missing"),
        ("12 Baker Street, Apartment 3, Leeds", "12 Baker St., Apt 3, Leeds", "same"),
        ("12 Baker Street, Apartment 3, Leeds", "13 Baker Street, Apartment 3, Leeds", "other"),
    ],
)
def test_addresses(one: str, other: str, expected: str) -> None:
    assert level(made("a", one), made("b", other), "address") == expected
    assert level(made("b", other), made("a", one), "address") == expected


def test_mailboxes_phones_birthdays_and_devices() -> None:
    one = made("a", emails=["li.na@x.com"], phones=["+8613812345678"], birthday="1990-01-02",
               devices=[7])  # fmt: skip
    for email, expected in (("li.na@y.com", "near"), ("lina@x.com", "near"), ("li@x.com", "other")):
        assert level(one, made("a", emails=[email]), "email") == expected
    for phone, expected in (("+8613812345687", "near"), ("+8613812340000", "other")):
        assert level(one, made("a", phones=[phone]), "phone") == expected
    assert level(one, made("a", birthday="1990/01/02"), "birthday") == "same"
    assert level(one, made("a", birthday="1990.01.03"), "birthday") == "other"
    assert level(one, made("a", devices=[7, 8]), "device") == "same"
    assert level(one, made("a", devices=[8]), "device") == "missing"
    assert compared(one, made()) == (alike.MISSING,) * len(FIELDS)


@given(st.text("ab1", max_size=6), st.text("ab1", max_size=6))
def test_one_slip_is_found_as_by_trying_all(one: str, other: str) -> None:
    tried = {one}
    for at in range(len(one) + 1):
        tried |= {one[:at] + sign + one[at:] for sign in "ab1"}
        tried |= {one[:at] + sign + one[at + 1 :] for sign in ("", "a", "b", "1") if at < len(one)}
        tried |= {one[:at] + one[at : at + 2][::-1] + one[at + 2 :]}
    assert within_one(one, other) == (other in tried)
    assert within_one(other, one) == within_one(one, other)


def pairs_of(rows: list[tuple[int, ...]], people: int) -> linkage.Pairs:
    size = len(rows)
    levels = np.array(rows, np.int8).reshape(size, len(FIELDS))
    return linkage.Pairs(levels, np.zeros(size), np.zeros(size), people)


def test_em_finds_how_often_one_person_writes_the_same() -> None:
    chance = np.random.default_rng(7)
    is_one = chance.random(20_000) < 0.1
    m, u = (0.9, 0.06, 0.02, 0.02), (0.001, 0.004, 0.045, 0.95)
    columns = [
        np.where(
            is_one, chance.choice(4, size=len(is_one), p=m), chance.choice(4, size=len(is_one), p=u)
        )
        for _ in range(2)
    ]
    rest = np.full((len(is_one), len(FIELDS) - 2), alike.MISSING)
    rows = np.column_stack([*columns, rest]).astype(np.int8)
    at_random = rows[~is_one][:10_000]
    pairs = linkage.Pairs(rows, np.zeros(len(rows)), np.zeros(len(rows)), 2_000)
    model = linkage.fitted(pairs, at_random)
    assert model.m["name"][0] == pytest.approx(0.9, abs=0.05)
    assert model.u["name"][2] == pytest.approx(0.045, abs=0.01)
    scores = linkage.scores(model, pairs)
    both = (rows[:, :2] == 0).all(axis=1)
    assert is_one[both].mean() > 0.99
    assert scores[both].min() > 0.99
    assert scores[(rows[:, :2] == 3).all(axis=1)].max() < 1e-6


def test_a_rare_name_says_more_and_nothing_known_says_nothing() -> None:
    rows = [(0, -1, -1, -1, -1, -1), (0, -1, -1, -1, -1, -1), (-1,) * 6]
    levels = np.array(rows, np.int8)
    pairs = linkage.Pairs(levels, np.array([0.02, 0.00001, 0.0]), np.zeros(3), 10_000)
    model = linkage.fitted(pairs_of([], 10_000), np.empty((0, 6), np.int8))
    common, rare, nothing = linkage.scores(model, pairs)
    assert common < rare
    assert nothing == pytest.approx(model.share)
    bits = linkage.weights_of(model, pairs)
    assert [round(float(part[2]), 6) for part in bits] == [0.0] * len(FIELDS)
