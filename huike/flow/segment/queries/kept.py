"""The sets of a rule that were asked a moment ago, kept while no fact has come since.

A builder asks at every change, and of five conditions four are those of a second ago. A set is kept
under a mark of all that it depends on: its question with its values, and what the tables it reads
consist of now. So nothing is ever thrown away for being old: whoever asks after a fact has landed
has another mark, and the engine lets go of the eldest sets. In the memory of the local engine only:
servers behind one address would each keep their own.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from huike.base.warehouse import facade as warehouse
from huike.flow.segment.rules import CompiledSql
from huike.flow.segment.rules.sets import MERGED

_TABLE = "kept.segment_sets"
_MAKE = (
    "CREATE DATABASE IF NOT EXISTS kept",
    f"CREATE TABLE IF NOT EXISTS {_TABLE}"
    " (mark String, found AggregateFunction(groupBitmap, UInt32))"
    " ENGINE = Memory SETTINGS min_rows_to_keep = 64, max_rows_to_keep = 128",
)
_MOST = 16  # sets of one rule; a larger rule would push out those of everybody else
_AT_ONCE = 8
# Of what each table consists: a part that is written, merged or deleted from is another part.
_STATE = (
    f"SELECT currentDatabase(), (SELECT groupUniqArray(mark) FROM {_TABLE}),"  # noqa: S608
    " (SELECT groupArray((table, state)) FROM (SELECT table, sum(cityHash64(name,"
    " hash_of_all_files)) AS state FROM system.parts"
    " WHERE database = currentDatabase() AND active GROUP BY table))"
)
_VALUE = re.compile(r"\{(p\d+):([^}]*)\}")


def ask(question: CompiledSql, columns: str, more: dict[str, Any], *, tag: str) -> Any:
    """The one row of a question over the bitmaps, each set asked only where it is not kept."""
    params = dict(question.params) | more
    if warehouse.is_embedded() and 0 < len(question.sets) <= _MOST:
        ((database, there, state),) = _state()
        marks = [_mark(text, question, dict(state), database) for text in question.sets]
        _fill(question, marks, set(there), tag=tag)
        sql, named = _reading(question, columns, marks)
        ((*row, found),) = warehouse.select(sql, _used(sql, params | named), tag=tag)
        if found == len(set(marks)):
            return row
        # Others asked so much at once that what was kept a moment ago has been pushed out.
    ((*row,),) = warehouse.select(question.ask(columns), params, tag=tag)
    return row


def _state() -> list[tuple[Any, ...]]:
    try:
        return warehouse.select(_STATE)
    except warehouse.QueryRefused:  # the first of this home: there is no table yet
        for statement in _MAKE:
            warehouse.execute(statement, lane="short")
        return warehouse.select(_STATE)


def _mark(text: str, question: CompiledSql, state: Mapping[str, int], database: str) -> str:
    """Everything that a set depends on, as things stand now."""
    whole = f"{question.merges} {text}" if f"{MERGED}." in text else text
    read = sorted((name, state[name]) for name in set(re.findall(r"\w+", whole)) & set(state))
    said = _VALUE.sub(lambda found: f"{found[2]} {question.params[found[1]]!r}", whole)
    return hashlib.sha256(f"{database}\n{read}\n{said}".encode()).hexdigest()[:32]


def _reading(
    question: CompiledSql, columns: str, marks: Sequence[str]
) -> tuple[str, dict[str, Any]]:
    """The question over kept sets, and last how many of them are there."""
    named: dict[str, Any] = {}
    tuples, whole = [], []
    for batch in range(0, len(marks), _AT_ONCE):
        places = range(batch, min(batch + _AT_ONCE, len(marks)))
        named |= {f"k{place}": marks[place] for place in places}
        sets = "".join(
            f"groupBitmapMergeStateIf(found, mark = {{k{place}:String}}), " for place in places
        )
        listed = ", ".join(f"{{k{place}:String}}" for place in places)
        number = batch // _AT_ONCE
        tuples.append(
            f"(SELECT tuple({sets}groupUniqArray(mark)) FROM {_TABLE}"  # noqa: S608 - ours alone
            f" WHERE mark IN ({listed})) AS s{number}"
        )
        whole.append(f"s{number}.{len(places) + 1}")
    found = f"length(arrayDistinct(arrayConcat({', '.join(whole)})))"
    text = f"WITH {', '.join(tuples)} {question.found}, {found} AS whole"
    return f"SELECT {columns}, whole FROM ({text})", named  # noqa: S608 - ours alone


def _fill(question: CompiledSql, marks: Sequence[str], there: set[str], *, tag: str) -> None:
    """Ask the sets that are not there, side by side."""
    sets = dict(zip(marks, question.sets, strict=True))
    wanted = [(mark, text) for mark, text in sets.items() if mark not in there]
    for at in range(0, len(wanted), _AT_ONCE):
        some = wanted[at : at + _AT_ONCE]
        asked = " UNION ALL ".join(
            text.replace("SELECT ", f"SELECT {{k{n}:String}} AS mark, ", 1)
            for n, (_, text) in enumerate(some)
        )
        first = f"WITH {question.merges} AS {MERGED} " if f"{MERGED}." in asked else ""
        named = {f"k{n}": mark for n, (mark, _) in enumerate(some)}
        sql = f"INSERT INTO {_TABLE} {first}SELECT mark, found FROM ({asked})"  # noqa: S608
        warehouse.execute(sql, _used(sql, dict(question.params) | named), lane="short", tag=tag)


def _used(sql: str, params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if f"{{{name}:" in sql}
