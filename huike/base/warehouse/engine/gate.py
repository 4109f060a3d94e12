"""One statement per request, as a ClickHouse server has it; chDB alone would run them all."""

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass

from huike.base.warehouse.engine.errors import NOT_IMPLEMENTED, SYNTAX_ERROR, Refused
from huike.base.warehouse.engine.handle import Handle, Work

_REMEMBERED = 2000
_LONGEST_REMEMBERED = 20_000
_LITERAL = re.compile(r"""'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`""", re.DOTALL)
_TEMPORARY = re.compile(r"\btemporary\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one admitted statement does to the connection it runs on."""

    is_read: bool
    leaves_state: bool  # SET, USE, temporary tables: only a session may keep these


class Gate:
    """Asks the engine's own parser, so a text cannot mean one thing here and another there."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, Verdict] = OrderedDict()

    def admit(self, sql: str) -> Verdict:
        """Let exactly one statement pass; anything else is refused before it can run."""
        with self._lock:
            known = self._seen.get(sql)
            if known is not None:
                self._seen.move_to_end(sql)
                return known
            verdict = self._judge(sql)
            if len(sql) <= _LONGEST_REMEMBERED:
                self._seen[sql] = verdict
                if len(self._seen) > _REMEMBERED:
                    self._seen.popitem(last=False)
            return verdict

    def _judge(self, sql: str) -> Verdict:
        count, kind = self._handle.count_statements(sql)
        if count == 0:
            self._explain_syntax(sql)
        if count != 1:
            raise Refused(SYNTAX_ERROR, "Syntax error: Multi-statements are not allowed")
        if kind == "CONTROL" and " INTO OUTFILE" in _LITERAL.sub("", self._formatted(sql)):
            raise Refused(NOT_IMPLEMENTED, "INTO OUTFILE is not allowed at this door")
        return Verdict(
            is_read=kind == "READ_ONLY",
            leaves_state=kind == "CONTROL" or (kind == "MUTATING" and bool(_TEMPORARY.search(sql))),
        )

    def _explain_syntax(self, sql: str) -> None:
        self._formatted(sql)
        raise Refused(SYNTAX_ERROR, "Syntax error: the text is not a statement")

    def _formatted(self, sql: str) -> str:
        """The statement as the engine would write it, without comments; refused if it is none."""
        work = Work(sql="SELECT formatQuerySingleLine({q:String})", params={"q": _escaped(sql)})
        return self._handle.run(work).body.decode(errors="replace")


def _escaped(text: str) -> str:
    """A string as a query parameter carries it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
