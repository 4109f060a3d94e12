"""A fault of the whole page is said of the block that has it."""

import pytest
from pydantic import TypeAdapter

from huike.library.content.rules.compiling import compiled
from huike.library.content.rules.document import Blocks, Brand, Document
from huike.library.content.rules.faults import TemplateFault

DOCUMENT = TypeAdapter(Document)
FINE = {"kind": "heading", "text": "新品"}


def text(html: str) -> dict:
    return {"kind": "text", "html": html}


def columns(*sides: list[dict]) -> dict:
    return {"kind": "columns", "columns": [{"blocks": list(side)} for side in sides]}


def refused(*blocks: dict, **more: str) -> TemplateFault:
    document = DOCUMENT.validate_python(
        {"kind": "blocks", "subject": "新品", "blocks": list(blocks), **more}
    )
    assert isinstance(document, Blocks)
    with pytest.raises(TemplateFault) as caught:
        compiled(document, Brand(name="品"))
    return caught.value


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (text("{{ customer.nmae }}"), "unknown_value"),
        (text("{{ customer.name | shout }}"), "unknown_filter"),
        (text("{% if customer.name %}"), "liquid_syntax"),
        (text('<a href="nowhere">x</a>'), "bad_link"),
        ({"kind": "button", "text": "去", "url": "shop"}, "bad_link"),
        ({"kind": "button", "text": "去", "url": "{{ customer.name }}"}, "bad_link"),
    ],
)
def test_the_block_is_named(block, code):
    fault = refused(FINE, FINE, block, FINE)
    assert (fault.code, fault.where, fault.params["block"]) == (code, "block 3", 3)


def test_inside_columns_the_inner_block_is_named():
    fault = refused(FINE, columns([FINE], [FINE, text("{{ customer.nmae }}")]))
    assert fault.where == "block 2, column 2, block 2"
    assert [fault.params[name] for name in ("block", "column", "inner")] == [2, 2, 2]


def test_of_two_faults_the_one_that_was_said_is_placed():
    fault = refused(text("{{ customer.nmae }}"), text("{{ customer.ordres }}"))
    first = {"nmae": 1, "ordres": 2}[fault.params["name"].split(".")[1]]
    assert fault.params["block"] == first


def test_a_condition_over_several_blocks_is_not_blamed_for_another_ones_fault():
    fault = refused(
        text("{% if customer.name %}"), FINE, text("{% endif %}"), text("{{ customer.nmae }}")
    )
    assert (fault.code, fault.params["block"]) == ("unknown_value", 4)


def test_the_subject_and_the_preheader_are_no_blocks():
    for part in ("subject", "preheader"):
        fault = refused(FINE, **{part: "{{ customer.nmae }}"})
        assert (fault.params["part"], "block" in fault.params) == (part, False)
