"""Acts on consent: each in sets, with its proof and its event in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.db import transaction

from huike.base.access.facade import Actor, audit
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, insert_new, upsert
from huike.base.kernel.errors import Invalid, NotFound
from huike.base.outbox.facade import publish
from huike.events import ConsentChanged
from huike.flow.consent import holding, queries, rules
from huike.flow.consent.models import Consent, ConsentProof, Policy, Suppression, Wording
from huike.flow.consent.queries import last_words
from huike.flow.consent.rules import CAUSES, CHANNELS, PURPOSES, Cause, Means, Purpose, Rule, State
from huike.flow.identity import facade as identity

_NOW = datetime.max.replace(tzinfo=UTC)  # a time that is not told: nothing is newer
_PART = 2_000  # answers written in one transaction
_CONSENT = ["workspace", "customer", "purpose", "channel"]
_ANSWER = ["state", "changed_at", "source", "wording", "version"]
_PROOF = [
    *_CONSENT,
    "state",
    "at",
    "recorded_at",
    "means",
    "recorded_by",
    "source",
    "wording",
]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What people said: to what, where, in which words, and how it reached us."""

    purpose: Purpose
    channel: str
    state: State
    source: str
    wording: str = ""
    means: Means = "person"
    at: datetime | None = None  # when they said it; None = now


Times = Mapping[int, datetime]  # when each customer said it


def record(
    actor: Actor, customer_ids: Sequence[int], answer: Answer, times: Times | None = None
) -> list[int]:
    """Keep what these customers said, with its proof; answer for whom it was news.

    The customers are of the actor's workspace: whoever calls has seen to that.
    """
    _check(answer)
    changed: list[int] = []
    for part in chunks(sorted({int(one) for one in customer_ids}), _PART):
        with transaction.atomic():
            changed += _record_part(actor, part, answer, times or {})
    return changed


def record_by_hand(actor: Actor, customer_id: int, answer: Answer) -> list[int]:
    """Keep what a customer told a member of staff."""
    with transaction.atomic():
        changed = record(actor, [customer_id], answer)
        audit(
            actor,
            f"consent.{answer.state}",
            target_kind="customer",
            target_id=customer_id,
            fields=[answer.purpose, answer.channel],
        )
    return changed


def granted_still(workspace_id: int, channel: str, customer_ids: Sequence[int]) -> set[int]:
    """Those of the customers whose last word on marketing is a yes."""
    found = queries.states(workspace_id, "marketing", channel, customer_ids)
    return {customer for customer, state in found.items() if state == "granted"}


def unsubscribe(
    actor: Actor, channel: str, customer_ids: Sequence[int], *, source: str
) -> list[int]:
    """Take people out of marketing on a channel: their consent and their addresses; at once."""
    refused = Answer(purpose="marketing", channel=channel, state="withdrawn", source=source)
    _check(refused)
    changed: list[int] = []
    for part in chunks(sorted({int(one) for one in customer_ids}), _PART):
        with transaction.atomic():
            changed += _record_part(actor, part, refused, {})
            hashes = identity.address_hashes(actor.workspace_id, channel, part)
            _suppress(
                actor.workspace_id,
                channel,
                [one for few in hashes.values() for one in few],
                "unsubscribed",
                source,
            )
    return changed


def suppress(
    workspace_id: int, channel: str, hashes: Sequence[bytes], *, cause: Cause, source: str
) -> int:
    """Never use these addresses again; answer how many were new."""
    _check_channel(channel)
    if cause not in CAUSES:
        raise Invalid(f"{cause!r} is not a cause", code="unknown_cause", where="cause")
    with transaction.atomic():
        holding.claim(workspace_id)
        return _suppress(workspace_id, channel, hashes, cause, source)


def suppress_by_hand(actor: Actor, channel: str, address: str) -> int:
    """Block one address because somebody asked for it; the row's number."""
    _check_channel(channel)
    (hashed,) = identity.hash_addresses(actor.workspace_id, channel, [address])
    if hashed is None:
        raise Invalid("This is no address of the channel", code="bad_address", where="address")
    with transaction.atomic():
        suppress(actor.workspace_id, channel, [hashed], cause="manual", source=actor.label[:60])
        row = Suppression.objects.get(
            workspace_id=actor.workspace_id, channel=channel, hash=hashed, cause="manual"
        )
        audit(actor, "suppression.added", target_kind="suppression", target_id=row.pk)
    return row.pk


def lift(actor: Actor, suppression_id: int) -> None:
    """Use an address again; what its owner refused stays refused until they say otherwise."""
    with transaction.atomic():
        rows = Suppression.objects.filter(workspace_id=actor.workspace_id, pk=suppression_id)
        row = rows.first()
        if row is None:
            raise NotFound("No such suppression")
        if row.cause == "unsubscribed":
            raise Invalid(
                "Only the person can take an unsubscription back",
                code="unsubscribed_stays",
                mend="Record their new consent with its wording",
            )
        rows.delete()
        audit(actor, "suppression.lifted", target_kind="suppression", target_id=suppression_id)


def set_policy(actor: Actor, channel: str, rule: Rule) -> None:
    """Choose whether marketing on a channel needs a yes."""
    _check_channel(channel)
    with transaction.atomic():
        Policy.objects.update_or_create(
            workspace_id=actor.workspace_id, channel=channel, defaults={"rule": rule}
        )
        audit(actor, "consent.policy_changed", target_kind="channel", target_id=channel)


def _record_part(actor: Actor, customers: Sequence[int], answer: Answer, times: Times) -> list[int]:
    workspace_id = actor.workspace_id
    holding.claim(workspace_id)
    place = (workspace_id, answer.purpose, answer.channel)
    wording = _wording(workspace_id, answer.wording)
    rows = Consent.objects.select_for_update().filter(
        workspace_id=workspace_id,
        purpose=answer.purpose,
        channel=answer.channel,
        customer__in=customers,
    )
    own = {row.customer: row for row in rows.order_by("customer")}
    known = own | _of_merged(place, customers)
    newer = _own_words_after(place, known, answer, times)
    news = []
    for customer in customers:
        row = known.get(customer)
        is_other = row is not None and wording is not None and row.wording_id != wording
        said: State | None = row.state if row else None  # type: ignore[assignment]
        if rules.is_news(
            known=said,
            said=answer.state,
            means=answer.means,
            is_other_wording=is_other,
            is_older=customer in newer,
        ):
            news.append((customer, own[customer].version + 1 if customer in own else 1))
    if not news:
        return []
    now = clock.now()
    at = {customer: times.get(customer, answer.at or now) for customer, _ in news}
    source = answer.source[:60]
    keys = [((workspace_id, one, place[1], place[2]), version) for one, version in news]
    upsert(
        Consent,
        [*_CONSENT, *_ANSWER],
        [(*key, answer.state, at[key[1]], source, wording, version) for key, version in keys],
        unique=_CONSENT,
        update=_ANSWER,
    )
    tail = (now, answer.means, actor.label, source, wording)
    proofs = [(*key, answer.state, at[key[1]], *tail) for key, _ in keys]
    insert_new(ConsentProof, _PROOF, proofs)
    changed = [customer for customer, _ in news]
    if answer.state == "granted" and answer.means != "import":
        _forget_unsubscribed(workspace_id, answer.channel, changed)
    publish(ConsentChanged(workspace_id=workspace_id, customer_ids=tuple(changed)))
    return changed


def _of_merged(place: tuple[int, str, str], customers: Sequence[int]) -> dict[int, Consent]:
    """What people with several records last said, whichever of these said it."""
    workspace_id, purpose, channel = place
    merged = identity.records_of(workspace_id, customers)
    words = last_words(workspace_id, merged, purpose=purpose, channel=channel)
    return {customer: row for (customer, _, _), row in words.items()}


def _own_words_after(
    place: tuple[int, str, str], known: Mapping[int, Consent], answer: Answer, times: Times
) -> set[int]:
    """Who has said yes themselves since the no that a file tells of."""
    if answer.means != "import" or answer.state != "withdrawn":
        return set()
    since = {
        customer: row.customer  # the record that said so
        for customer, row in known.items()
        if row.state == "granted" and row.changed_at > times.get(customer, answer.at or _NOW)
    }
    if not since:
        return set()
    workspace_id, purpose, channel = place
    proofs = ConsentProof.objects.filter(
        workspace_id=workspace_id, purpose=purpose, channel=channel, customer__in=since.values()
    )
    means = dict(proofs.order_by("id").values_list("customer", "means"))  # the last one counts
    return {one for one, record in since.items() if means.get(record) != "import"}


def _forget_unsubscribed(workspace_id: int, channel: str, customers: Sequence[int]) -> None:
    """Somebody who said yes again is not unsubscribed any more."""
    hashes = identity.address_hashes(workspace_id, channel, customers)
    for part in chunks([one for few in hashes.values() for one in few], _PART):
        Suppression.objects.filter(
            workspace_id=workspace_id, channel=channel, cause="unsubscribed", hash__in=part
        ).delete()


def _suppress(
    workspace_id: int, channel: str, hashes: Sequence[bytes], cause: Cause, source: str
) -> int:
    now = clock.now()
    rows = [(workspace_id, channel, one, cause, source[:60], now) for one in sorted(set(hashes))]
    columns = ["workspace", "channel", "hash", "cause", "source", "at"]
    return insert_new(Suppression, columns, rows)


def _wording(workspace_id: int, text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    digest = sha256(text.encode()).digest()
    insert_new(Wording, ["workspace", "digest", "text"], [(workspace_id, digest, text)])
    return Wording.objects.get(workspace_id=workspace_id, digest=digest).pk


def _check(answer: Answer) -> None:
    _check_channel(answer.channel)
    if answer.purpose not in PURPOSES:
        raise Invalid(
            f"{answer.purpose!r} is not a purpose", code="unknown_purpose", where="purpose"
        )
    if answer.state not in rules.STATES:
        raise Invalid(f"{answer.state!r} is not an answer", code="unknown_state", where="state")
    if not answer.source.strip():
        raise Invalid("Say where this was answered", code="source_missing", where="source")
    if answer.state == "granted" and answer.means == "staff" and not answer.wording.strip():
        raise Invalid(
            "A yes needs the words that were agreed to", code="wording_missing", where="wording"
        )


def _check_channel(channel: str) -> None:
    if channel not in CHANNELS:
        raise Invalid(f"{channel!r} is not a channel", code="unknown_channel", where="channel")
