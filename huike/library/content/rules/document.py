"""An e-mail as its author stores it: blocks, or raw MJML. The footer is not part of it: the server
adds it to every e-mail."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Align = Literal["left", "center", "right"]
Language = Literal["zh-CN", "en-US"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Heading(_Part):
    kind: Literal["heading"] = "heading"
    text: str = Field(max_length=1_000)
    level: Literal[1, 2, 3] = 1
    align: Align = "left"
    colour: Colour | None = None


class Text(_Part):
    """A paragraph or more; the HTML of an editor, cleaned to a few harmless tags."""

    kind: Literal["text"] = "text"
    html: str = Field(max_length=50_000)
    align: Align = "left"
    colour: Colour | None = None


class Button(_Part):
    kind: Literal["button"] = "button"
    text: str = Field(min_length=1, max_length=200)
    url: Url
    align: Align = "center"
    colour: Colour | None = None


class Image(_Part):
    kind: Literal["image"] = "image"
    source: Url
    alt: str = Field(default="", max_length=500)
    url: Url | None = None
    width: int | None = Field(default=None, ge=10, le=600)
    align: Align = "center"


class Divider(_Part):
    kind: Literal["divider"] = "divider"
    colour: Colour | None = None


class Spacer(_Part):
    kind: Literal["spacer"] = "spacer"
    height: int = Field(default=20, ge=1, le=400)


Simple = Annotated[Heading | Text | Button | Image | Divider | Spacer, Field(discriminator="kind")]


class Column(_Part):
    blocks: list[Simple] = Field(max_length=30)


class Columns(_Part):
    """One or two columns; on a phone they stand below each other."""

    kind: Literal["columns"] = "columns"
    columns: list[Column] = Field(min_length=1, max_length=2)
    left_share: int = Field(default=50, ge=20, le=80)


Block = Annotated[
    Heading | Text | Button | Image | Divider | Spacer | Columns, Field(discriminator="kind")
]


class Theme(_Part):
    """Colours of one e-mail; what is not set comes from the brand."""

    accent: Colour | None = None
    background: Colour | None = None
    text: Colour | None = None


class _Envelope(_Part):
    subject: str = Field(min_length=1, max_length=500)
    preheader: str = Field(default="", max_length=500)
    language: Language = "zh-CN"


class Blocks(_Envelope):
    """An e-mail put together from blocks."""

    kind: Literal["blocks"] = "blocks"
    blocks: list[Block] = Field(min_length=1, max_length=200)
    theme: Theme = Theme()


class Mjml(_Envelope):
    """An e-mail written as MJML by hand."""

    kind: Literal["mjml"] = "mjml"
    mjml: str = Field(min_length=1, max_length=300_000)


Document = Annotated[Blocks | Mjml, Field(discriminator="kind")]


class Brand(_Part):
    """What an e-mail takes from the workspace's brand."""

    accent: Colour = "#0b6e4f"
    background: Colour = "#f4f5f7"
    text: Colour = "#1f2329"
    logo: str = Field(default="", max_length=2_000)
    name: str = Field(default="", max_length=200)
