"""What events are called outside. Pure."""

import re

TEST = "webhook.test"
_WORDS = re.compile(r"(?<!^)(?=[A-Z])")


def kind_of(event: str) -> str:
    """`customers.created` for `CustomersCreated`: what it is about, and what became of it."""
    *about, became = _WORDS.sub(" ", event).lower().split()
    return f"{'_'.join(about)}.{became}"
