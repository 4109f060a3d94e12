"""What requests bring, read for every route: what can be kept, or a refusal."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from huike.base.kernel.errors import Invalid

_MOST = 2**63 - 1  # of a column of either database


class Keepable(Parser):
    """Refuses what no column holds: the character NUL (PostgreSQL) and numbers past 64 bits.

    Said here, for databases say it differently: SQLite refuses to look for such a number,
    PostgreSQL finds nothing under it.
    """

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as JSON."""
        found: dict[str, Any] = json.loads(request.body, parse_int=_whole)
        if b"u0000" in request.body and _has_nul(found):  # JSON writes it in no other way
            _refuse("body")
        return found

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The query or a form."""
        for name, values in data.lists():
            if any("\0" in value for value in (name, *values) if isinstance(value, str)):
                _refuse(name.replace("\0", ""))
        return super().parse_querydict(data, list_fields, request)


def _whole(digits: str) -> int:
    """A whole number; one of very many digits is not even read."""
    if len(digits) > 20 or abs(number := int(digits)) > _MOST:
        raise Invalid(
            "A number is larger than any that is kept", code="number_out_of_range", where="body"
        )
    return number


def _has_nul(found: Any) -> bool:
    if isinstance(found, str):
        return "\0" in found
    if isinstance(found, dict):
        return any(_has_nul(one) for pair in found.items() for one in pair)
    return isinstance(found, list) and any(_has_nul(one) for one in found)


def _refuse(where: str) -> NoReturn:
    raise Invalid("A text must not hold the character NUL", code="nul_in_text", where=where)
