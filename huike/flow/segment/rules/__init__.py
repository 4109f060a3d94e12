"""The rule language, read three ways: as SQL, as a predicate and as a sentence. Pure."""

from huike.flow.segment.rules.fields import FIELDS, Field, Fields
from huike.flow.segment.rules.language import Rule
from huike.flow.segment.rules.person import EventFact, LineFact, MessageFact, OrderFact, PersonFacts
from huike.flow.segment.rules.predicate import Verdict, explain, matches
from huike.flow.segment.rules.sentence import sentence
from huike.flow.segment.rules.speak import Names
from huike.flow.segment.rules.sql import CompiledSql, Context, to_sql, to_sql_many
from huike.flow.segment.rules.stored import dump, load, parse, store
from huike.flow.segment.rules.windows import Moment

__all__ = [
    "FIELDS",
    "CompiledSql",
    "Context",
    "EventFact",
    "Field",
    "Fields",
    "LineFact",
    "MessageFact",
    "Moment",
    "Names",
    "OrderFact",
    "PersonFacts",
    "Rule",
    "Verdict",
    "dump",
    "explain",
    "load",
    "matches",
    "parse",
    "sentence",
    "store",
    "to_sql",
    "to_sql_many",
]
