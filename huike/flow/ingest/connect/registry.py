"""Every kind of platform that a connection can be made to."""

from huike.base.kernel.errors import Invalid
from huike.flow.ingest.connect.contract import Kind
from huike.flow.ingest.connect.kinds import woocommerce
from huike.flow.ingest.connect.kinds.taobao import kind as taobao

# In the order in which a page offers them.
KINDS: tuple[Kind, ...] = (woocommerce.KIND, taobao.KIND)
BY_NAME = {kind.name: kind for kind in KINDS}


def kind(name: str) -> Kind:
    """One kind by its name."""
    if name not in BY_NAME:
        raise Invalid(f"There is no kind of connection named {name!r}", code="connection_kind")
    return BY_NAME[name]
