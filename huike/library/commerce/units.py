"""Units that goods are sold by: one code for all the ways in which files write it. Pure.

A table of exact factors; what it does not know is kept as it was written and never guessed.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Family = Literal["mass", "length", "area", "volume", "count", "pack"]
MOST_LETTERS = 40  # of a unit; more than that is a description

_POUND = Fraction(45359237, 100_000)  # grams, exact since 1959
_INCH = Fraction(254, 10_000)  # metres
_GALLON = Fraction(3785411784, 10**9)  # litres (US)


@dataclass(frozen=True)
class Unit:
    """A unit: how many of its family's own unit (g, m, m2, l, piece) it is.

    What is in a box or a bag nobody knows: packs have no factor and become nothing else.
    """

    code: str
    family: Family
    factor: Fraction | None
    names: tuple[str, ...]


def _unit(code: str, family: Family, factor: Fraction | int | None, names: str) -> Unit:
    exact = None if factor is None else Fraction(factor)
    return Unit(code, family, exact, (code, *names.split()))


_TABLE = (
    _unit("mg", "mass", Fraction(1, 1000), "毫克 milligram milligrams milligramme"),
    _unit("g", "mass", 1, "克 gr gm gms gram grams gramme grammes"),
    _unit("kg", "mass", 1000, "公斤 千克 kgs kilo kilos kilogram kilograms kilogramme"),
    _unit("t", "mass", 10**6, "吨 公吨 ton tonne tonnes"),
    _unit("jin", "mass", 500, "斤 市斤 catty"),
    _unit("liang", "mass", 50, "两 市两"),
    _unit("lb", "mass", _POUND, "磅 lbs pound pounds"),
    _unit("oz", "mass", _POUND / 16, "盎司 ounce ounces"),
    _unit("mm", "length", Fraction(1, 1000), "毫米 millimetre millimeter millimetres millimeters"),
    _unit("cm", "length", Fraction(1, 100), "厘米 公分 centimetre centimeter centimeters"),
    _unit("m", "length", 1, "米 公尺 metre meter metres meters mtr mtrs"),
    _unit("km", "length", 1000, "千米 公里 kilometre kilometer"),
    _unit("in", "length", _INCH, "英寸 inch inches"),
    _unit("ft", "length", _INCH * 12, "英尺 foot feet"),
    _unit("yd", "length", _INCH * 36, "码 yard yards yds"),
    _unit("chi", "length", Fraction(1, 3), "尺 市尺"),
    _unit("cm2", "area", Fraction(1, 10_000), "平方厘米 sqcm"),
    _unit("m2", "area", 1, "平方米 平米 平方 sqm"),
    _unit("ft2", "area", (_INCH * 12) ** 2, "平方英尺 sqft"),
    _unit("ml", "volume", Fraction(1, 1000), "毫升 cc millilitre milliliter millilitres"),
    _unit("cl", "volume", Fraction(1, 100), "厘升 centilitre centiliter"),
    _unit("l", "volume", 1, "升 公升 ltr ltrs litre liter litres liters"),
    _unit("m3", "volume", 1000, "立方米 立方 cbm"),
    _unit("floz", "volume", _GALLON / 128, "液盎司 fluidounce fluidounces"),
    _unit("gal", "volume", _GALLON, "加仑 gallon gallons"),
    _unit(
        "piece", "count", 1,
        "件 个 個 只 支 枝 条 根 把 枚 颗 粒 台 部 块 片 张 本 单品"
        " pc pcs pce pces pieces ea each item items unit units",
    ),
    _unit("pair", "count", 2, "双 对 副 pairs pr prs"),
    _unit("dozen", "count", 12, "打 dozens dz doz"),
    _unit("set", "pack", None, "套 组 sets kit kits"),
    _unit("box", "pack", None, "盒 boxes bx"),
    _unit("case", "pack", None, "箱 cases carton cartons ctn ctns cs"),
    _unit("pack", "pack", None, "包 packs packet packets pk pks pkt pkts pkg"),
    _unit("bag", "pack", None, "袋 bags sachet sachets"),
    _unit("bottle", "pack", None, "瓶 bottles btl btls"),
    _unit("can", "pack", None, "罐 听 cans tin tins"),
    _unit("jar", "pack", None, "坛 jars"),
    _unit("tube", "pack", None, "管 tubes"),
    _unit("barrel", "pack", None, "桶 barrels bucket buckets drum drums"),
    _unit("roll", "pack", None, "卷 rolls"),
    _unit("cup", "pack", None, "杯 cups"),
    _unit("bundle", "pack", None, "捆 扎 束 bundles bunch"),
)  # fmt: skip
UNITS: Mapping[str, Unit] = {one.code: one for one in _TABLE}
_BY_NAME: Mapping[str, Unit] = {name: one for one in _TABLE for name in one.names}
_DECORATION = re.compile(r"[\s.。·()\[\]【】_-]+")


def known_unit(written: str) -> Unit | None:
    """The unit that is meant, whatever its width, case, dots and brackets."""
    plain = _DECORATION.sub("", unicodedata.normalize("NFKC", written).casefold())
    return _BY_NAME.get(plain)


def unit_of(written: str) -> str:
    """The code of the unit; one that is not known stays as it was written."""
    found = known_unit(written)
    return found.code if found else written.strip()


def in_unit(amount: Fraction | int, of: Unit, to: Unit) -> Fraction | None:
    """The same amount in another unit of its family, exactly; None where there is no such."""
    if of == to:
        return Fraction(amount)
    if of.family != to.family or of.factor is None or to.factor is None:
        return None
    return amount * of.factor / to.factor
