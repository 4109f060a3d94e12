"""Rendering a compiled version for customers: only Liquid, no markup work."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from huike.library.content.rules.faults import TemplateFault
from huike.library.content.rules.liquid import Template

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_LONGEST_SUBJECT = 500


@dataclass(frozen=True)
class Source:
    """The three parts of a compiled version that are rendered."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """One customer's e-mail."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why one customer's e-mail could not be made: no values of theirs, only the place."""

    code: str
    where: str


def render(source: Source, facts: dict[str, object]) -> Rendered:
    """One customer's e-mail, or a `TemplateFault`."""
    return _render(_parsed(source), facts)


def _render(templates: tuple[Template, Template, Template], facts: dict[str, object]) -> Rendered:
    subject, html, text = templates
    line = _CONTROLS.sub(" ", subject.render(facts)).strip()[:_LONGEST_SUBJECT]
    if not line:
        raise TemplateFault("The subject is empty", code="subject_empty", where="subject")
    return Rendered(line, html.render(facts), text.render(facts))


def render_many(
    source: Source, shared: dict[str, object], people: Sequence[dict[str, object]]
) -> list[Rendered | Refused]:
    """Many customers' e-mails; one that fails is refused and the others are made."""
    subject, html, text = _parsed(source)
    templates = (subject.bound(shared), html.bound(shared), text.bound(shared))
    done: list[Rendered | Refused] = []
    for facts in people:
        try:
            done.append(_render(templates, {**shared, **facts}))
        except TemplateFault as fault:
            done.append(Refused(fault.code, fault.where))
    return done


@lru_cache(maxsize=64)
def named(source: Source, root: str) -> frozenset[str] | None:
    """Which values of a root (`customer.…`) the text names; None where it may be any of them."""
    paths = [path for part in _parsed(source) for path, _ in part.uses().values if path[0] == root]
    if any(len(path) == 1 or path[1] == "*" for path in paths):
        return None
    return frozenset(path[1] for path in paths)


@lru_cache(maxsize=64)
def _parsed(source: Source) -> tuple[Template, Template, Template]:
    return (
        Template(source.subject, part="subject", escapes=False),
        Template(source.html, part="html", escapes=True),
        Template(source.text, part="text", escapes=False),
    )
