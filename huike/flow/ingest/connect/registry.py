"""Every kind of platform that a connection can be made to."""

from huike.flow.ingest.connect.contract import Kind

# In the order in which a page offers them.
KINDS: tuple[Kind, ...] = ()
BY_NAME = {kind.name: kind for kind in KINDS}
