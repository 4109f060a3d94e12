"""Rules as JSON: read with every refusal naming its place, written with a schema number."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from huike.base.kernel.errors import Invalid
from huike.flow.segment.rules.check import Problem, problems
from huike.flow.segment.rules.fields import FIELDS, Fields
from huike.flow.segment.rules.language import MAX_CONDITIONS, MAX_DEPTH, SCHEMA, TAG, Rule

_ADAPTER: TypeAdapter[Rule] = TypeAdapter(Rule)
# From schema n to n + 1: raw rule to raw rule. Stored rules of every older number stay readable.
UPGRADES: Mapping[int, Callable[[Any], Any]] = {}


def parse(data: Any, fields: Fields = FIELDS) -> Rule:
    """The rule, or `Invalid` naming the first wrong place (`rules[1].value`) and listing all."""
    _limit(data)
    try:
        rule = _ADAPTER.validate_python(data)
    except ValidationError as error:
        raise _refusal([_shape(one, data) for one in error.errors(include_url=False)]) from None
    wrong = list(problems(rule, fields))
    if wrong:
        raise _refusal(wrong)
    return rule


def dump(rule: Rule) -> dict[str, Any]:
    """The rule as plain JSON values, without what is left at its default."""
    plain: dict[str, Any] = _ADAPTER.dump_python(rule, mode="json", exclude_none=True)
    return plain


def store(rule: Rule) -> dict[str, Any]:
    """What is saved: the rule and the number of its schema."""
    return {"schema": SCHEMA, "rule": dump(rule)}


def load(stored: Mapping[str, Any]) -> Rule:
    """A saved rule, brought up to the present schema."""
    raw = stored["rule"]
    for schema in range(stored["schema"], SCHEMA):
        raw = UPGRADES[schema](raw)
    return _ADAPTER.validate_python(raw)


def _limit(data: Any) -> None:
    """Refuse what is too deep or too large before anything walks it by recursion."""
    waiting: list[tuple[Any, str, int]] = [(data, "", 1)]
    conditions = 0
    while waiting:
        node, path, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise _refusal(
                [Problem(path, "too_deep", f"At most {MAX_DEPTH} levels", {"most": MAX_DEPTH})]
            )
        conditions += 1
        if conditions > MAX_CONDITIONS:
            most = {"most": MAX_CONDITIONS}
            message = f"At most {MAX_CONDITIONS} conditions and groups"
            raise _refusal([Problem("", "too_many_conditions", message, most)])
        if isinstance(node, Mapping):
            waiting += [(part, path + name, depth + 1) for name, part in _inside(node)]


def _inside(node: Mapping[str, Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    rules = node.get("rules")
    if isinstance(rules, (list, tuple)):
        found += [(f"rules[{n}].", part) for n, part in enumerate(rules)]
    if "rule" in node:
        found.append(("rule.", node["rule"]))
    return found


def _shape(error: Any, data: Any) -> Problem:
    path = _path(error["loc"], data)
    if error["type"].startswith("union_tag"):
        path = f"{path}.kind".removeprefix(".")
    return Problem(path, str(error["type"]), str(error["msg"]))


def _path(loc: Sequence[int | str], data: Any) -> str:
    """`rules[1].value` from pydantic's place, which also names the chosen member of each union."""
    path, node, is_told = "", data, False
    for step in loc:
        if isinstance(step, int):
            if isinstance(node, (list, tuple)) and step < len(node):
                node, path, is_told = node[step], f"{path}[{step}]", False
        elif step.startswith(TAG):
            continue
        elif isinstance(node, Mapping) and step == node.get("kind") and not is_told:
            is_told = True
        elif isinstance(node, Mapping):
            node, path, is_told = node.get(step), f"{path}.{step}", False
    return path.removeprefix(".")


def _refusal(wrong: Sequence[Problem]) -> Invalid:
    first = wrong[0]
    place = first.path.rstrip(".")
    all_wrong = [
        {"path": p.path.rstrip("."), "code": p.code, "message": p.message, **p.params}
        for p in wrong[:20]
    ]
    return Invalid(
        f"{place}: {first.message}" if place else first.message,
        code="rule_invalid",
        where=place,
        mend="Change the condition at this place",
        problems=all_wrong,
    )
