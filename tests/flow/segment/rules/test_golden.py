"""The SQL of telling rules, kept in files: a change of it is seen in review.

`HUIKE_WRITE_GOLDEN=1` writes the files anew.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from huike.flow.segment.rules import Context, Moment, Names, parse, sentence, to_sql
from huike.library.facts import facade as facts

HOME = Path(__file__).parents[3] / "golden" / "segment"
RULES = json.loads((HOME / "rules.json").read_text())
AT = Moment(datetime(2026, 3, 10, 4, 5, 6, 789_000, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
NAMES = Names(shops={1: "旗舰店", 2: "门店"}, segments={7: "VIP", 8: "员工"})
SCOPES: dict[str, tuple[int, ...] | None] = {"": None, "_of_two_shops": (1, 2)}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("scope", SCOPES)
def test_the_sql_of_a_rule_is_the_kept_one(name: str, scope: str) -> None:
    rule = parse(RULES[name])
    compiled = to_sql(rule, Context(1, AT, facts, SCOPES[scope]))
    said = [f"-- {sentence(rule, language, NAMES)}" for language in ("zh", "en")]
    bound = [f"-- {key} = {value!r}" for key, value in sorted(compiled.params.items())]
    text = "\n".join([*said, compiled.text, *bound, ""])
    file = HOME / f"{name}{scope}.sql"
    if os.environ.get("HUIKE_WRITE_GOLDEN"):
        file.write_text(text)
    assert file.read_text() == text
