"""What an error of Taobao's gateway means for us. Pure."""

from collections.abc import Mapping
from typing import Any

from huike.flow.ingest.connect.contract import Trouble
from huike.flow.ingest.connect.kinds.china import answers

_NUMBERS = answers.Numbers(
    expired=frozenset({26, 27, 53}),  # no session, a wrong one, one whose level has ended
    limited=frozenset({7}),
    down=frozenset({10}),
    forbidden=frozenset({11, 12, 42}),
    wrong_app=frozenset({25, 28, 29}),
    clock=frozenset({30, 31}),
)


def trouble(error: Mapping[str, Any]) -> Trouble:
    """The refusal to raise."""
    return answers.trouble(
        "Taobao",
        _NUMBERS,
        code=error.get("code"),
        sub=error.get("sub_code"),
        text=error.get("sub_msg"),
    )
