"""S3: a query on rows that belong to a workspace names the workspace, in both stores.

Code is read as a tree, so that a new query cannot escape. The lists of exceptions are short, name a
file and a model (or a table), and say why.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from huike.library.facts.tables import TABLES

ROOT = Path(__file__).parents[2]
HUIKE = ROOT / "huike"

_RUNS_ALL = "jobs of all workspaces run in one line; the HTTP door filters by workspace"
_BY_SOURCE = "a source's number comes from a job or an event of its workspace, never from a request"
_HELD = "the claim or row is the worker's own"
_ALL = "work on a clock, over all workspaces"
MAY: dict[tuple[str, str], str] = {
    ("base/access/queries.py", "ApiToken"): "a token says which workspace it is of",
    ("base/access/queries.py", "Membership"): "of one person, who may be in several workspaces",
    ("base/jobs/actions.py", "Job"): _RUNS_ALL,
    ("base/outbox/jobs.py", "Job"): _RUNS_ALL,
    ("base/outbox/jobs.py", "EventRow"): _RUNS_ALL,
    ("base/webhooks/jobs.py", "Delivery"): _ALL,
    ("base/webhooks/jobs.py", "Notice"): _ALL,
    ("base/webhooks/postman.py", "Delivery"): "one postman serves all",
    ("base/webhooks/postman.py", "Endpoint"): "one postman serves all",
    ("entry/commands/doctor.py", "Job"): "the installation's own figures",
    ("entry/demo/stage.py", "Job"): "the demo's home has one workspace",
    ("entry/http/health.py", "Job"): "the installation's own figures",
    ("entry/safekeeping/keys.py", "Customer"): "the master key is one for all",
    ("entry/safekeeping/keys.py", "Import"): "the master key is one for all",
    ("flow/identity/visitors.py", "Visitor"): "their rows are held, found in their workspace",
    ("flow/ingest/collect/aside.py", "Landing"): "after a restore every workspace's are undone",
    ("flow/ingest/collect/forgetting.py", "Landing"): _ALL,
    ("flow/ingest/collect/forgetting.py", "SetAside"): _ALL,
    ("flow/ingest/collect/quarantine.py", "BlockedMessage"): _ALL,
    ("flow/ingest/collect/sources.py", "Source"): "a key says which workspace it is of",
    ("flow/ingest/connect/actions.py", "Connection"): "a look for those whose time has come",
    ("flow/ingest/connect/hearing.py", "Connection"): "the word of the address says which",
    ("flow/ingest/connect/jobs.py", "SeenNotice"): _ALL,
    ("flow/ingest/jobs.py", "Import"): _ALL,
    ("flow/ingest/jobs.py", "QuarantinedRow"): _ALL,
    ("flow/ingest/steps/driver.py", "Import"): "the job has looked it up in its workspace",
    ("flow/journey/actions.py", "Broadcast"): "after a restore all are held",
    ("flow/journey/queries.py", "Broadcast"): _ALL,
    ("flow/message/actions.py", "Dispatch"): _BY_SOURCE,
    ("flow/message/actions.py", "Message"): _BY_SOURCE,
    ("flow/message/jobs.py", "Dispatch"): _BY_SOURCE,
    ("flow/message/queries.py", "Dispatch"): _BY_SOURCE,
    ("flow/message/queries.py", "Message"): _BY_SOURCE,
    ("flow/message/sending/claims.py", "Claim"): _HELD,
    ("flow/message/sending/claims.py", "Message"): _HELD,
    ("flow/message/sending/ends.py", "Dispatch"): _BY_SOURCE,
    ("flow/message/sending/ends.py", "Message"): _HELD,
    ("flow/message/sending/engine.py", "Dispatch"): _BY_SOURCE,
    ("flow/message/sending/landing.py", "Ended"): _ALL,
    ("flow/message/sending/pace.py", "Sender"): _HELD,
    ("flow/profile/exporting.py", "Export"): _ALL,
    ("flow/segment/queries/evaluations.py", "Segment"): _ALL,
}
_NAMES_IT = ("workspace", "workspace_id")


def owned_models() -> set[str]:
    """Models of ours whose rows belong to a workspace."""
    return {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("huike.")
        and any(field.name in _NAMES_IT for field in model._meta.get_fields())
    }


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(HUIKE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(HUIKE).as_posix(), ast.parse(path.read_text())


def unscoped(name: str, tree: ast.Module, models: set[str]) -> Iterator[tuple[str, str, int]]:
    """File, model and line of each query whose chain of calls does not name the workspace."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and node.attr == "objects"):
            continue
        model = ast.unparse(node.value).rsplit(".", 1)[-1]
        if model not in models:
            continue
        end, words = _chain(node, parents)
        if not words and "workspace" in _said_later(end, parents):
            continue
        if "bulk_create" in ast.unparse(end):
            continue  # the rows carry their workspace; the column may not be empty
        if not any(word is None or word.startswith(_NAMES_IT) for word in words):
            yield name, model, node.lineno


def _chain(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> tuple[ast.AST, set[str | None]]:
    """The whole expression and the keywords of all its calls; `**given` counts as None."""
    words: set[str | None] = set()
    while True:
        above = parents[node]
        if isinstance(above, ast.Call) and above.func is node:
            words |= {keyword.arg for keyword in above.keywords}
        elif not isinstance(above, ast.Attribute):
            return node, words
        node = above


def _said_later(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    """`rows = Model.objects.select_for_update()`: the next statement that filters `rows`."""
    above = parents[node]
    if not (isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Name)):
        return ""
    function: ast.AST = above
    while not isinstance(function, ast.FunctionDef | ast.Module):
        function = parents[function]
    uses = re.compile(rf"\b{above.targets[0].id}\s*\.\s*(?:filter|get)\(([^)]*)\)")
    found = uses.search(ast.unparse(function))
    return found[1] if found else ""


def test_every_query_names_its_workspace() -> None:
    models = owned_models()
    found = {one[:2]: one for name, tree in sources() for one in unscoped(name, tree, models)}
    wrong = [
        f"{name}:{line} {model}" for name, model, line in found.values() if (name, model) not in MAY
    ]
    assert not wrong, "name the workspace in the query:\n" + "\n".join(wrong)
    assert not set(MAY) - set(found), "no longer needed: take it off the list"
    assert len(models) >= 38


@pytest.mark.parametrize(
    ("code", "is_wrong"),
    [
        ("Segment.objects.filter(pk=1)", True),
        ("Segment.objects.all()", True),
        ("models.Segment.objects.get(pk=number)", True),
        ("Segment.objects.filter(workspace_id=1).get(pk=1)", False),
        ("Segment.objects.filter(**given)", False),
        ("rows = Segment.objects.select_for_update()\nrows.filter(workspace_id=1)", False),
        ("rows = Segment.objects.select_for_update()\nrows.filter(pk=1)", True),
        ("Workspace.objects.get(pk=1)", False),
    ],
)
def test_the_rule_sees_what_it_should(code: str, is_wrong: bool) -> None:
    assert bool(list(unscoped("x.py", ast.parse(code), {"Segment"}))) is is_wrong


FACTS = {table.name for table in TABLES}
_READ = re.compile(rf"\b(?:FROM|JOIN)\s+({'|'.join(sorted(FACTS))})\b")

MAY_ASK_ALL: dict[str, str] = {
    "entry/safekeeping/rising.py": "numbers are given out over all workspaces",
    "flow/profile/lists/orders.py": "`conditions` begins with the workspace",
    "library/facts/sources.py": "the condition is written once, beside the two questions",
}


def scope_of(text: str, at: int) -> str:
    """The innermost bracket around a place, or the whole text: one SELECT with its conditions."""
    depth, start = 0, 0
    for place in range(at, -1, -1):
        depth += {")": 1, "(": -1}.get(text[place], 0)
        if depth < 0:
            start = place
            break
    depth = 0
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0 and text[start] == "(":
            return text[start:place]
    return text[start:]


def asked_of_all(text: str) -> Iterator[str]:
    """Tables that a statement reads without naming the workspace beside them."""
    plain = re.sub(r"--[^\n]*", "", text)
    for found in _READ.finditer(plain):
        if "workspace_id" not in scope_of(plain, found.start()):
            yield found[1]


def statements() -> Iterator[tuple[str, str]]:
    """Every SQL file, and every text in the code that reads from a table of facts."""
    for path in sorted(HUIKE.rglob("*.sql")):
        yield path.relative_to(HUIKE).as_posix(), path.read_text()
    for name, tree in sources():
        inner = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
                 for part in node.values}  # fmt: skip
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                yield name, _text(node)
            elif isinstance(node, ast.Constant) and node not in inner:
                yield name, str(node.value)


def _text(node: ast.JoinedStr) -> str:
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
    )


def test_every_question_to_the_warehouse_names_its_workspace() -> None:
    wrong = [
        f"{name}: {table}"
        for name, text in statements()
        for table in asked_of_all(text)
        if name not in MAY_ASK_ALL
    ]
    assert not wrong, "WHERE workspace_id = … beside:\n" + "\n".join(sorted(set(wrong)))
    assert sum(bool(_READ.search(text)) for _, text in statements()) >= 40


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT 1 FROM orders FINAL WHERE shop_id = 1", ["orders"]),
        ("SELECT 1 FROM orders WHERE workspace_id = {w:UInt32}", []),
        ("SELECT (SELECT 1 FROM traits) FROM orders WHERE workspace_id = 1", ["traits"]),
        ("SELECT 1 FROM (SELECT 1 FROM events WHERE workspace_id = 1) WHERE x", []),
        ("-- FROM orders\nSELECT 1 FROM numbers(1)", []),
    ],
)
def test_the_rule_reads_brackets(sql: str, tables: list[str]) -> None:
    assert list(asked_of_all(sql)) == tables


def test_every_table_of_facts_begins_with_the_workspace() -> None:
    assert {table.name: next(iter(table.columns)) for table in TABLES} == dict.fromkeys(
        FACTS, "workspace_id"
    )
    assert [t.name for t in TABLES if not t.order_by.startswith("(workspace_id")] == []


def test_what_is_kept_in_memory_is_kept_by_workspace() -> None:
    """A function that remembers answers about a workspace takes the workspace."""
    wrong = []
    for name, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef) or not _is_cached(node):
                continue
            asks = "objects." in ast.unparse(node) or "warehouse." in ast.unparse(node)
            takes = {arg.arg for arg in [*node.args.args, *node.args.kwonlyargs]}
            if asks and not takes & {"workspace_id", "workspace", "scope", "actor", "source"}:
                wrong.append(f"{name}:{node.lineno} {node.name}")
    assert not wrong, wrong


def _is_cached(node: ast.FunctionDef) -> bool:
    return any("cache" in ast.unparse(one) for one in node.decorator_list)
