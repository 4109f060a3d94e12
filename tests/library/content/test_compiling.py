"""A document becomes HTML, text and counted links; the footer is always there."""

import re

import pytest
from pydantic import TypeAdapter, ValidationError

from huike.library.content.rules.compiling import compiled
from huike.library.content.rules.document import Blocks, Brand, Document, Mjml
from huike.library.content.rules.faults import TemplateFault
from huike.library.content.rules.rendering import Refused, Rendered, Source, render, render_many
from huike.library.content.rules.variables import sample_facts

DOCUMENT = TypeAdapter(Document)
MJML = "<mjml><mj-body><mj-section><mj-column>{}</mj-column></mj-section></mj-body></mjml>"


def blocks(*given, subject="新品上架", **more) -> Blocks:
    return DOCUMENT.validate_python(
        {"kind": "blocks", "subject": subject, "blocks": list(given), **more}
    )


def by_hand(inner: str, **more) -> Mjml:
    return Mjml(subject="新品", mjml=MJML.format(inner), **more)


def text_block(html: str) -> dict:
    return {"kind": "text", "html": html}


def shown(document, **customer):
    made = compiled(document, Brand(name="示例品牌"))
    facts = sample_facts()
    facts["customer"] |= customer
    return made, render(Source(made.subject, made.html, made.text), facts)


def test_every_block_is_in_both_parts():
    made, mail = shown(
        blocks(
            {"kind": "heading", "text": "五折 & 更多"},
            text_block("<p>你好 <b>{{ customer.name }}</b></p><ul><li>一</li><li>二</li></ul>"),
            {"kind": "button", "text": "去看看", "url": "https://shop.example/new?a=1&b=2"},
            {"kind": "image", "source": "https://shop.example/i.png", "alt": "新款"},
            {"kind": "divider"},
            {"kind": "spacer", "height": 12},
            {
                "kind": "columns",
                "left_share": 30,
                "columns": [
                    {"blocks": [text_block("左")]},
                    {"blocks": [{"kind": "button", "text": "右", "url": "https://shop.example/r"}]},
                ],
            },
            preheader="仅限今天",
        )
    )
    assert made.links == ("https://shop.example/new?a=1&b=2", "https://shop.example/r")
    assert mail.text == (
        "五折 & 更多\n\n你好 王小明\n\n- 一\n- 二\n\n去看看: https://example.com/c/sample/0\n\n新款\n\n"
        "左\n\n右: https://example.com/c/sample/1\n\n"
        "您收到这封邮件，是因为您同意接收 示例品牌 的消息。\n\n"
        "示例品牌 · 上海市黄浦区示例路 1 号\n\n"
        "退订: https://example.com/u/sample · 偏好设置: https://example.com/p/sample\n"
    )
    assert "五折 &amp; 更多" in mail.html
    assert 'href="https://example.com/c/sample/1"' in mail.html
    assert "仅限今天" in mail.html
    assert "width:30%" in mail.html


@pytest.mark.parametrize("document", [blocks(text_block("x")), by_hand("<mj-text>x</mj-text>")])
def test_the_footer_is_added_whoever_wrote_the_rest(document):
    _, mail = shown(document)
    for part in (mail.html, mail.text):
        assert "https://example.com/u/sample" in part
        assert "https://example.com/p/sample" in part
        assert "上海市黄浦区示例路 1 号" in part


def test_the_footer_speaks_the_language_of_the_document():
    _, mail = shown(blocks(text_block("x"), language="en-US"))
    assert "Unsubscribe: https://example.com/u/sample" in mail.text
    assert 'lang="en-US"' in mail.html


def test_values_are_escaped_in_html_only():
    _, mail = shown(blocks(text_block("{{ customer.name }}")), name='<img src=x> & "q"')
    assert "&lt;img src=x&gt; &amp; &#34;q&#34;" in mail.html
    assert '<img src=x> & "q"' in mail.text


def test_liquid_survives_editors_and_compilers():
    source = (
        "{% if customer.orders &gt; 3 and customer.name != &quot;&quot; %}<p>VIP</p>"
        "{% else %}<p>新</p>{% endif %}"
        "{{ customer.rfm_segment | replace: &quot;x&quot;, &#39;您&#39; }}"
    )
    _, mail = shown(blocks(text_block(source)), orders=5, name="", rfm_segment="champxions")
    assert "新" in mail.html
    assert "VIP" not in mail.html
    assert "champ您ions" in mail.html


def test_editors_html_is_cleaned():
    _, mail = shown(
        blocks(
            text_block(
                "<p onclick='x()' style='position:fixed'>a<script>alert(1)</script>"
                "<img src=x onerror=alert(1)><iframe src='https://e.example'></iframe>"
                "<a href='javascript:alert(1)'>b</a></p>"
            )
        )
    )
    for word in ("<script", "onerror", "iframe", "javascript", "onclick", "position:fixed"):
        assert word not in mail.html


@pytest.mark.parametrize(
    "inner",
    [
        "<mj-text><script>alert(1)</script></mj-text>",
        "<mj-text>{{ '<script>' }}</mj-text>",
        "<mj-raw><iframe src='https://e.example'></iframe></mj-raw>",
        "<mj-text><a href='javascript:alert(1)'>x</a></mj-text>",
        "<mj-text><img src='x' onerror='alert(1)'/></mj-text>",
        "<mj-raw><form action='https://e.example'><input name='p'/></form></mj-raw>",
    ],
)
def test_active_content_is_refused(inner):
    with pytest.raises(TemplateFault):
        compiled(by_hand(inner), Brand())


@pytest.mark.parametrize(
    ("inner", "line"),
    [("<mj-text>unclosed", None), ("\n\n<mj-include path='/etc/hostname'/>", 3)],
)
def test_broken_mjml_is_refused_with_its_place(inner, line):
    with pytest.raises(TemplateFault) as fault:
        compiled(by_hand(inner), Brand())
    assert (fault.value.code, fault.value.params["line"]) == ("mjml_syntax", line)


@pytest.mark.parametrize("mjml", ["<mjml></mjml>", "hello", MJML.format("") * 2, "</mj-body>"])
def test_mjml_without_one_body_is_refused(mjml):
    with pytest.raises(TemplateFault):
        compiled(Mjml(subject="x", mjml=mjml), Brand())


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "shop.example/new",
        "//shop.example/new",
        "ftp://shop.example/",
        "https://",
        "{{ customer.name }}",
        "https://{{ customer.name }}/x",
        "https://shop.example{{ customer.name }}/x",
        "https://shop.example/a b",
        "data:text/html,x",
    ],
)
def test_addresses_that_could_lead_anywhere_are_refused(url):
    with pytest.raises(TemplateFault) as fault:
        compiled(blocks({"kind": "button", "text": "x", "url": url}), Brand())
    assert fault.value.code == "bad_link"
    with pytest.raises(TemplateFault):
        compiled(by_hand(f'<mj-button href="{url}">x</mj-button>'), Brand())


def test_addresses_with_liquid_stay_and_are_not_counted():
    made, mail = shown(
        blocks(
            {"kind": "button", "text": "x", "url": "https://shop.example/p?id={{ customer.id }}"},
            text_block(
                "<a href='{{ unsubscribe_url }}'>退订</a> <a href='mailto:a@b.example'>m</a>"
            ),
        )
    )
    assert made.links == ()
    assert 'href="https://shop.example/p?id=10001"' in mail.html
    assert 'href="mailto:a@b.example"' in mail.html


def test_an_address_used_twice_is_one_link():
    made, _ = shown(
        blocks(
            {"kind": "button", "text": "a", "url": "https://shop.example/x"},
            {
                "kind": "image",
                "source": "https://shop.example/i.png",
                "url": "https://shop.example/x",
            },
        )
    )
    assert made.links == ("https://shop.example/x",)


def test_every_counted_link_of_the_html_is_one_of_the_version():
    made, mail = shown(
        by_hand(
            "<mj-text><a class='x' href='https://a.example/1?x=1&amp;y=2'>1</a>"
            '<A HREF="https://a.example/2">2</A></mj-text>'
        )
    )
    assert made.links == ("https://a.example/1?x=1&y=2", "https://a.example/2")
    assert re.findall(r"/c/sample/(\d+)", mail.html) == ["0", "1"]


def test_the_pixel_is_asked_for_only_when_there_is_one():
    made, mail = shown(blocks(text_block("x")))
    assert 'width="1"' not in mail.html
    facts = sample_facts() | {"_pixel": "https://example.com/o/t"}
    assert (
        'src="https://example.com/o/t"'
        in render(Source(made.subject, made.html, made.text), facts).html
    )


def test_subjects_are_one_line():
    made = compiled(blocks(text_block("x"), subject="a {{ customer.name }}"), Brand())
    facts = sample_facts()
    facts["customer"]["name"] = "x\r\nBcc: all@example.com\x00\u2028y"
    assert render(Source(made.subject, made.html, made.text), facts).subject == (
        "a x Bcc: all@example.com y"
    )


def test_one_customer_without_a_value_does_not_stop_the_others():
    made = compiled(
        blocks(text_block("{{ customer.name | require }} {{ 100 | divided_by: customer.orders }}")),
        Brand(),
    )
    people = [
        sample_facts() | {"customer": {"name": name, "orders": orders}}
        for name, orders in [("甲", 2), ("", 2), ("丙", 0), ("丁", 4)]
    ]
    done = render_many(Source(made.subject, made.html, made.text), {}, people)
    assert [type(one) for one in done] == [Rendered, Refused, Refused, Rendered]
    assert done[1].code == "value_missing"
    assert done[2].code == "template_error"


@pytest.mark.parametrize(
    "subject", ["{{ customer.nmae }}", "{% if %}", "{{ x | nofilter }}", "{% include 'x' %}", ""]
)
def test_wrong_liquid_is_refused_at_saving(subject):
    with pytest.raises((TemplateFault, ValidationError)):
        compiled(blocks(text_block("x"), subject=subject), Brand())


def test_remarks_tell_what_mail_programs_will_do():
    made = compiled(
        blocks({"kind": "image", "source": "http://shop.example/i.png"}, text_block("x" * 40_000)),
        Brand(),
    )
    assert {one.code for one in made.warnings} == {
        "no_preheader",
        "image_without_alt",
        "plain_http",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "blocks", "subject": "x", "blocks": []},
        {"kind": "blocks", "subject": "x", "blocks": [{"kind": "video"}]},
        {"kind": "blocks", "subject": "x", "blocks": [{"kind": "divider", "colour": "red"}]},
        {"kind": "blocks", "subject": "x", "blocks": [{"kind": "divider", "x": 1}]},
        {"kind": "blocks", "subject": "x" * 501, "blocks": [{"kind": "divider"}]},
        {"kind": "html", "subject": "x", "html": "<p>"},
    ],
)
def test_documents_of_another_shape_are_refused(wrong):
    with pytest.raises(ValidationError):
        DOCUMENT.validate_python(wrong)
