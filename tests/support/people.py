"""People as two countries have them, drawn from a seed: common names are common."""

import random
from dataclasses import replace

from huike.flow.identity.rules.misspelling import Written

_FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
_SIGNS = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰梅红建国志文斌辉鑫宇晨雨欣怡梓涵"
_CITIES = {
    "杭州": ("浙江省", ("西湖区文三路", "拱墅区莫干山路", "滨江区江南大道", "余杭区文一西路")),
    "上海": ("", ("徐汇区漕溪北路", "浦东新区世纪大道", "静安区南京西路", "闵行区沪闵路")),
    "成都": ("四川省", ("武侯区天府大道", "锦江区东大街", "青羊区人民中路", "高新区益州大道")),
    "广州": ("广东省", ("天河区体育西路", "越秀区中山五路", "海珠区新港中路", "白云区机场路")),
}
_FIRST = (
    "James",
    "Mary",
    "Robert",
    "Patricia",
    "John",
    "Jennifer",
    "Michael",
    "Linda",
    "David",
    "Elizabeth",
    "William",
    "Barbara",
    "Emma",
    "Olivia",
    "Noah",
    "Liam",
    "Sophia",
    "Isabella",
    "Lucas",
    "Mia",
    "Ethan",
    "Amelia",
    "Oliver",
    "Harper",
    "Elijah",
    "Evelyn",
)
_LAST = (
    "Smith",
    "Johnson",
    "Williams",
    "Brown",
    "Jones",
    "Garcia",
    "Miller",
    "Davis",
    "Rodriguez",
    "Martinez",
    "Hernandez",
    "Lopez",
    "Wilson",
    "Anderson",
    "Thomas",
    "Taylor",
    "Moore",
    "Jackson",
    "Martin",
    "Lee",
    "Thompson",
    "White",
    "Harris",
    "Clark",
    "Lewis",
)
_STREETS = (
    "Baker Street",
    "Park Road",
    "Elm Avenue",
    "Church Lane",
    "Mill Road",
    "King Street",
    "Hill Drive",
)
_TOWNS = ["Leeds", "Bristol", "Austin", "Boston", "Oxford", "Portland"]


def people(count: int, seed: int) -> list[Written]:
    """So many, all of them different; every eighth lives with the one before and has their name."""
    chance = random.Random(seed)
    found: list[Written] = []
    for number in range(count):
        one = (_chinese if chance.random() < 0.7 else _western)(chance, number)
        if number % 8 == 7 and found[-1].name:
            one = _at_home(found[-1], one)
        found.append(one)
    return found


def _chinese(chance: random.Random, number: int) -> Written:
    family = chance.choices(_FAMILIES, weights=range(len(_FAMILIES), 0, -1))[0]
    given = "".join(chance.choices(_SIGNS, k=chance.choice([1, 2, 2])))
    city = chance.choice(sorted(_CITIES))
    province, streets = _CITIES[city]
    house, block, room = chance.randint(1, 900), chance.randint(1, 30), chance.randint(101, 2508)
    return Written(
        name=family + given,
        address=f"{province}{city}市{chance.choice(streets)}{house}号{block}幢{room}室",
        city=city,
        email=f"{_letters(chance)}{number}@{chance.choice(['qq.com', '163.com'])}",
        phone=f"1{chance.choice('35789')}{chance.randint(10**8, 10**9 - 1)}",
        birthday=_day(chance) if chance.random() < 0.4 else "",
    )


def _western(chance: random.Random, number: int) -> Written:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    town = chance.choice(_TOWNS)
    return Written(
        name=f"{first} {last}",
        address=f"{chance.randint(1, 300)} {chance.choice(_STREETS)}, Apartment"
        f" {chance.randint(1, 60)}, {town}",
        city=town,
        email=f"{first.lower()}.{last.lower()}{number}@{chance.choice(['gmail.com', 'x.org'])}",
        phone=f"+44791{chance.randint(10**6, 10**7 - 1)}",
        birthday=_day(chance) if chance.random() < 0.4 else "",
    )


def _at_home(one: Written, other: Written) -> Written:
    """Somebody of the same family name at the same address."""
    if one.name.isascii():
        name = f"{other.name.split()[0] if other.name.isascii() else 'Zoe'} {one.name.split()[-1]}"
    else:
        name = one.name[0] + (other.name[1:] if not other.name.isascii() else "子墨")
    return replace(other, name=name, address=one.address, city=one.city)


def _letters(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(4, 9)))


def _day(chance: random.Random) -> str:
    return f"{chance.randint(1955, 2008)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
