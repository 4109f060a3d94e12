"""Rules as a sentence, in Chinese and in English."""

from typing import Literal

from huike.flow.segment.rules import language as lang
from huike.flow.segment.rules.fields import FIELDS, Fields
from huike.flow.segment.rules.say_en import English
from huike.flow.segment.rules.say_zh import Chinese
from huike.flow.segment.rules.speak import Names, Speaker

Language = Literal["zh", "en"]
_SPEAKERS: dict[Language, type[Speaker]] = {"zh": Chinese, "en": English}
_OPPOSITE: dict[str, lang.Op] = {
    "eq": "ne", "ne": "eq", "in": "not_in", "not_in": "in",
    "exists": "not_exists", "not_exists": "exists",
}  # fmt: skip


def sentence(
    rule: lang.Rule, language: Language, names: Names | None = None, fields: Fields = FIELDS
) -> str:
    """Who the rule is about, as one sentence; it never fails for a rule that was accepted."""
    speaker = _SPEAKERS[language](names or Names(), fields)
    clause = _clause(rule, speaker, "")
    return speaker.sentence(clause) if clause else speaker.everybody()


def _clause(rule: lang.Rule, speaker: Speaker, around: str) -> str:
    match rule:
        case lang.AllOf() | lang.AnyOf():
            if len(rule.rules) == 1:
                return _clause(rule.rules[0], speaker, around)
            clauses = [_clause(part, speaker, rule.kind) for part in rule.rules]
            # A part that is everybody changes nothing in "all" and decides in "any".
            if rule.kind == "any" and "" in clauses:
                return ""
            clauses = [clause for clause in clauses if clause]
            text = speaker.joined(rule.kind, clauses)
            needs_brackets = len(clauses) > 1 and around not in ("", rule.kind)
            return speaker.bracketed(text) if needs_brackets else text
        case lang.Not():
            return _negated(rule.rule, speaker, around)
    return speaker.condition(rule)


def _negated(rule: lang.Rule, speaker: Speaker, around: str) -> str:
    match rule:
        case lang.Not():
            return _clause(rule.rule, speaker, around)
        case lang.IdentityHas():
            return speaker.condition(rule.model_copy(update={"present": not rule.present}))
        case lang.MemberOf():
            return speaker.condition(rule.model_copy(update={"member": not rule.member}))
        case lang.TraitIs() if _OPPOSITE.get(rule.op) in speaker.field(rule).operators:
            return speaker.condition(rule.model_copy(update={"op": _OPPOSITE[rule.op]}))
        case lang.OrdersAre() | lang.EventsAre() | lang.MessagesAre() if at_least_one(rule):
            return speaker.condition(rule.model_copy(update={"op": "eq", "value": 0}))
    clause = _clause(rule, speaker, "not")
    return speaker.negated(clause) if clause else speaker.nobody()


def at_least_one(rule: lang.OrdersAre | lang.EventsAre | lang.MessagesAre) -> bool:
    """Whether it only asks that there was one."""
    counts = not isinstance(rule, lang.OrdersAre) or rule.measure == "count"
    return counts and rule.op == "gte" and rule.value == 1
