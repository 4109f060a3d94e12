"""Whether the master key is the one that this database was made with."""

from django.conf import settings

from huike.base.journal import facade as journal
from huike.base.kernel import crypto
from huike.base.kernel.errors import Conflict, Invalid
from huike.flow.identity.models import Customer
from huike.flow.ingest.models import Import


def opens_what_is_stored() -> bool | None:
    """True or False by the newest sealed key of each kind; None where nothing is sealed yet."""
    newest = [
        Customer.objects.exclude(wrapped_key=None).order_by("-id").values_list("wrapped_key")[:1],
        Import.objects.order_by("-id").values_list("wrapped_key")[:1],
    ]
    sealed = [bytes(key) for rows in newest for (key,) in rows if key is not None]
    if (kept := journal.newest_key()) is not None:
        sealed.append(kept)
    try:
        for key in sealed:
            crypto.unwrap_key(key)
    except Invalid:
        return False
    return True if sealed else None


def refuse_wrong_key() -> None:
    """Under another key people would be found by nobody and made a second time."""
    if opens_what_is_stored() is False:
        raise Conflict(
            "The master key is not the one this database was made with",
            code="other_key",
            where=str(settings.HUIKE_HOME / "keys"),
            mend="Set HUIKE_MASTER_KEY, or bring back the keys folder",
        )
