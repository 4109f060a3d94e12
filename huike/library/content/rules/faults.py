"""What can be wrong with content, said so that a marketer can mend it."""

from huike.base.kernel.errors import Invalid


class TemplateFault(Invalid):
    """The text, the Liquid or the MJML of a message cannot be used; `where` names the part."""

    code = "template_error"
