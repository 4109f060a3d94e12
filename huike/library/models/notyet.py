"""The answer where too little is known for a model."""

from huike.base.kernel.errors import Conflict


class NotYet(Conflict):
    """Too little is known for a model: what is there, and what it needs."""

    code = "not_yet"
