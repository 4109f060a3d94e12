"""What the server says by a code, the console says in words: refusals, acts, jobs, happenings."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import huike
from huike import events
from huike.base.access.rules import ROLES
from huike.base.webhooks.rules.kinds import TEST, kind_of
from huike.flow.consent import rules as consent
from huike.flow.ingest.collect.rules.logistics import STEPS
from huike.flow.ingest.rules.reasons import REASONS
from huike.flow.message.rules import ENDS, Reason
from tests.entry.test_console_words import SOURCES, ZH_FILES, twin, words

REFUSALS = SOURCES / "shared" / "refusals"
HOUSE = Path(huike.__file__).parent
NOT_SHOWN = ("entry/commands", "entry/demo", "entry/safekeeping")  # English, in a terminal
# Where a code is not written as a text in its place: what it can be there.
CODES_MADE = {
    "library/commerce/categories/actions.py": {"category_twice", "category_unknown"},
    # What a connection's page says of calls, no answer to a request.
    "flow/ingest/connect/privacy.py": {"connector_shop_redacted", "connector_uninstalled"},
    "flow/ingest/connect/kinds/shopify/hooks.py": {"hooks_refused"},
    "base/webhooks/actions.py": {"address_not_allowed", "bad_url", "url_with_password"},
    "base/files/refusals.py": {
        f"file_over_{limit}"
        for limit in (
            "archive_entries",
            "bytes",
            "columns",
            "rows",
            "unpacked_bytes",
            "workbook_bytes",
            "workbook_unpacked_bytes",
        )
    },
    "base/files/read_xlsx.py": {"workbook_damaged", "workbook_locked", "workbook_no_sheet"},
    "flow/message/settings.py": {"bad_domain", "bad_host", "bad_selector"},
    "flow/message/trying.py": {"bad_address"},  # and those of content
    "library/content/rules/liquid.py": {
        "liquid_syntax",
        "template_error",
        "template_limit",
        "unknown_filter",
        "value_missing",
    },
    "library/content/rules/placing.py": set(),  # of a fault that has one
    "library/content/rules/variables.py": {"unknown_value", "unknown_filter"},
    "flow/measurement/queries/overview.py": set(),  # codes of figures
    "flow/ingest/commands.py": {"import_failed"},
    "flow/ingest/connect/commands.py": {"connection_failed"},  # and those of the platform
    "flow/ingest/connect/kinds/china/answers.py": {"connector_clock_off"},
    "flow/ingest/connect/web.py": {
        "bad_url",
        "connector_down",
        "connector_no_host",
        "url_with_password",
    },
    "base/kernel/errors.py": set(),
}
ACTS_MADE = {
    "flow/consent/actions.py": {f"consent.{state}" for state in consent.STATES},
    "flow/ingest/connect/delivering.py": {"connection.receivers"},
    "flow/profile/exporting.py": {"customers.exported", "orders.exported"},
    "library/content/actions.py": {"content.archived", "content.restored"},
    "flow/journey/actions.py": set(),  # _noted, whose calls name them
}


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the program, parsed, by its path in the house."""
    return {
        path.relative_to(HOUSE).as_posix(): ast.parse(path.read_text())
        for path in sorted(HOUSE.rglob("*.py"))
    }


@cache
def nodes() -> list[tuple[str, ast.Call | ast.ClassDef]]:
    """Every call and every class of the program with the file it stands in, walked once."""
    return [
        (place, node)
        for place, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call | ast.ClassDef)
    ]


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the program with the file it stands in."""
    return ((place, node) for place, node in nodes() if isinstance(node, ast.Call))


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def given(node: ast.Call, name: str) -> ast.expr | None:
    """A keyword argument of a call."""
    return next((one.value for one in node.keywords if one.arg == name), None)


def text(node: ast.expr | None) -> str | None:
    """The text that an expression is, if it is one."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else None  # type: ignore[union-attr, return-value]


@cache
def chinese() -> set[str]:
    """Every key that has words; both languages have the same, which test_console_words holds."""
    return {key for path in ZH_FILES for key in words(path)}


@cache
def codes() -> frozenset[str]:
    """Every code with which the server refuses a request of the console."""
    found: set[str] = set()
    unknown = set()
    for place, node in calls():
        if place.startswith(NOT_SHOWN) or called(node) == "log":
            continue
        value = given(node, "code")
        # A platform's own code, which `trouble` turns into one of ours, is not ours.
        if value is None or called(node) in ("warning", "info", "error", "trouble"):
            continue
        if text(value):
            found.add(text(value) or "")
        elif place not in CODES_MADE:
            unknown.add(f"{place}:{node.lineno}")
    assert unknown == set(), "say in CODES_MADE what the code can be here"
    for place, one in nodes():
        if not place.startswith(NOT_SHOWN):
            found.update(_own_code(one))
    return frozenset(found.union(*CODES_MADE.values()))


def _own_code(node: ast.AST) -> Iterator[str]:
    """The code that a class of refusals names as its own."""
    if not isinstance(node, ast.ClassDef):
        return
    for line in node.body:
        if isinstance(line, ast.Assign | ast.AnnAssign):
            target = line.targets[0] if isinstance(line, ast.Assign) else line.target
            code = text(line.value)
            if getattr(target, "id", "") == "code" and code:
                yield code


@cache
def refusals() -> set[str]:
    """What pages have sentences for: in `shared/refusals` and its rooms."""
    return {key for path in ZH_FILES if REFUSALS in path.parents for key in words(path)}


def test_every_refusal_has_a_sentence_on_every_page() -> None:
    everywhere = set(words(SOURCES / "shared/i18n/words.zh.ts")) | refusals()
    assert len(codes()) > 100
    missing = {f"error.{code}" for code in codes()} - everywhere
    assert sorted(missing) == [], "add these to shared/refusals, in both languages"


def test_no_refusal_has_a_sentence_that_nothing_says() -> None:
    said = {f"error.{code}" for code in codes()}
    kept = {key for key in refusals() if key[:6] == "error."}
    assert sorted(kept - said) == []


def test_a_refusal_has_one_sentence() -> None:
    both = [
        (key, path.parent.name)
        for path in ZH_FILES
        if REFUSALS not in path.parents
        for key in words(path)
        if key.startswith(("error.", "reason.", "trouble.")) and key in refusals()
    ]
    assert both == []


def test_every_trouble_of_the_mail_server_and_every_reason_has_words() -> None:
    troubles = {
        text(node.args[0]) for _, node in calls() if called(node) == "SenderTrouble" and node.args
    }
    assert len(troubles) > 5
    said = {f"trouble.{code}" for code in troubles} | {f"reason.{one.value}" for one in Reason}
    assert sorted(said - chinese()) == []


def test_every_job_has_a_name_and_no_title_in_one_language() -> None:
    jobs = {
        text(node.args[0])
        for _, node in calls()
        if called(node) == "job" and node.args and text(node.args[0])
    }
    assert len(jobs) > 15
    assert sorted({f"job.name.{name}" for name in jobs} - chinese()) == []
    titled = [
        place
        for place, node in calls()
        if called(node) == "enqueue"
        and isinstance(given(node, "title"), ast.Constant | ast.JoinedStr)
        and place != "base/outbox/publish.py"  # the names of the event and of who hears it
    ]
    assert titled == [], "a job's title is a name that somebody gave; its kind has words"


def test_every_note_of_a_running_job_has_words() -> None:
    notes = {
        note
        for _, node in calls()
        if called(node) in ("tell", "progress")
        for note in map(text, node.args)
        if note
    }
    assert notes == {"landing", "telling", "judging"}
    assert sorted({f"job.note.{note}" for note in notes} - chinese()) == []


def test_every_audited_act_and_its_target_have_names() -> None:
    acts, targets, unknown = set(), set(), set()
    for place, node in calls():
        if called(node) not in ("audit", "_noted") or len(node.args) < 2:
            continue
        act = text(node.args[1] if called(node) == "audit" else node.args[2])
        if act:
            acts.add(act)
        elif place not in ACTS_MADE:
            unknown.add(place)
        targets.add(text(given(node, "target_kind")) or "")
    assert unknown == set(), "say in ACTS_MADE what the act can be here"
    assert len(acts) > 30
    acts = acts.union(*ACTS_MADE.values())
    named = {f"action.{act}" for act in acts} | {f"target.{one}" for one in targets if one}
    assert sorted(named - chinese()) == []


def test_everything_that_happens_with_a_customer_has_a_name() -> None:
    kinds = {"sale", "return", "adjustment", "event", "review"}
    kinds |= {f"message_{end}" for end in (*ENDS, "opened", "clicked", "unsubscribed")}
    kinds |= {f"consent_{state}" for state in consent.STATES}
    kinds |= {f"parcel_{step}" for step in STEPS}
    named = {f"customer.happening.{kind}" for kind in kinds}
    known = {key for key in chinese() if key.startswith("customer.happening.")}
    assert known == named


def test_everything_that_webhooks_tell_has_a_name() -> None:
    ours = {
        name for name, one in vars(events).items() if getattr(one, "key", None) and name != "Event"
    }
    assert len(ours) > 15
    named = {f"event.{kind_of(name)}" for name in ours} | {f"event.{TEST}"}
    assert sorted(named - chinese()) == []


def test_the_values_of_consent_have_names() -> None:
    named = {f"customer.purpose.{one}" for one in consent.PURPOSES}
    named |= {f"customer.channel.{one}" for one in consent.CHANNELS}
    named |= {f"customer.refusal.{one}" for one in consent.REASONS}
    assert sorted(named - chinese()) == []


def test_every_notice_and_every_role_has_words() -> None:
    shop = (HOUSE / "entry/demo/shop.py").read_text()
    notices = set(re.findall(r'"code": "(\w+)"', shop))
    assert len(notices) == 4
    app = words(SOURCES / "app/words.zh.ts")
    assert {f"notice.{code}" for code in notices} <= set(app)
    assert {f"notice.{code}" for code in notices} <= set(twin(SOURCES / "app/words.zh.ts"))
    assert {f"role.{role}" for role in ROLES} <= chinese()


def test_every_problem_of_a_row_has_words() -> None:
    named = {f"import.reason.{code}" for code in REASONS}
    assert sorted(named - chinese()) == []


def test_every_class_that_a_part_names_stands_in_its_stylesheet() -> None:
    missing = []
    for path in SOURCES.rglob("*.tsx"):
        code = path.read_text()
        for name, sheet in re.findall(r"import (\w+) from '(\.[^']*\.module\.css)'", code):
            styled = set(re.findall(r"\.([a-zA-Z]\w*)", (path.parent / sheet).read_text()))
            named = set(re.findall(rf"\b{name}\.(?!module\.css)(\w+)", code))
            missing += [f"{path.relative_to(SOURCES)}: {one}" for one in sorted(named - styled)]
    assert missing == []
