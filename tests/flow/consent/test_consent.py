"""Who may be reached: what people said, what became of their addresses, and the proof of it."""

from datetime import UTC, datetime

import numpy as np
import pytest
from django.db import DatabaseError, connection, transaction

from huike.base.access.facade import Actor
from huike.base.access.models import Workspace
from huike.base.kernel import clock
from huike.base.kernel.errors import Invalid, NotFound
from huike.base.outbox.models import EventRow
from huike.flow.consent import actions, facade
from huike.flow.consent.facade import Answer
from huike.flow.consent.models import Consent, ConsentProof, Suppression, Wording
from huike.flow.consent.rules import is_news, refusal
from huike.flow.identity import facade as identity
from huike.flow.identity.facade import PeopleBatch

pytestmark = pytest.mark.django_db
WORDS = "我同意接收营销邮件"


@pytest.fixture
def ids(workspace: Workspace) -> list[int]:
    """Four customers; the last has no e-mail address."""
    batch = PeopleBatch(
        shop_id=1,
        user_id=["u0", "u1", "u2", "u3"],
        email=["p0@x.com", "p1@x.com", "p2@x.com", None],
    )
    found: list[int] = identity.resolve(workspace.pk, batch).tolist()
    return found


def _marketing(workspace: Workspace, ids: list[int]) -> tuple[list[int], dict[int, str]]:
    allowed, refused = facade.reachable(workspace.pk, "marketing", "email", np.array(ids))
    return allowed.tolist(), dict(refused)


def _grant(actor: Actor, ids: list[int], wording: str = WORDS) -> list[int]:
    return facade.grant(
        actor, ids, purpose="marketing", channel="email", source="checkout", wording=wording
    )


def test_silence_is_refusal_unless_the_workspace_chose_otherwise(
    workspace: Workspace, ids: list[int], owner: Actor
) -> None:
    silent = {ids[0]: "no_consent", ids[1]: "no_consent", ids[2]: "no_consent"}
    assert _marketing(workspace, ids) == ([], {**silent, ids[3]: "no_address"})
    actions.set_policy(owner, "email", "soft")
    assert _marketing(workspace, ids) == (ids[:3], {ids[3]: "no_address"})


def test_a_yes_makes_reachable_and_a_no_ends_it(
    workspace: Workspace, ids: list[int], owner: Actor
) -> None:
    assert _grant(owner, ids[:2]) == ids[:2]
    facade.withdraw(owner, [ids[1]], purpose="marketing", channel="email", source="phone call")

    assert _marketing(workspace, ids[:3]) == (
        [ids[0]],
        {ids[1]: "withdrawn", ids[2]: "no_consent"},
    )
    allowed, _ = facade.reachable(workspace.pk, "marketing", "sms", ids)
    assert allowed.tolist() == []


def test_every_answer_leaves_a_proof_and_repeats_leave_none(
    workspace: Workspace, ids: list[int], owner: Actor
) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    answer = Answer(
        purpose="marketing", channel="email", state="granted", source="form 7", wording=WORDS, at=at
    )
    assert facade.record(owner, [ids[0]], answer) == [ids[0]]
    assert facade.record(owner, [ids[0], ids[0]], answer) == []
    facade.withdraw(owner, [ids[0]], purpose="marketing", channel="email", source="link")
    assert facade.record(owner, [ids[0]], answer) == [ids[0]]

    proofs = ConsentProof.objects.order_by("id")
    assert [(p.state, p.source, p.recorded_by, p.means) for p in proofs] == [
        ("granted", "form 7", "owner", "person"),
        ("withdrawn", "link", "owner", "person"),
        ("granted", "form 7", "owner", "person"),
    ]
    assert (proofs[0].at, proofs[0].wording.text) == (at, WORDS)  # type: ignore[union-attr]
    assert Wording.objects.count() == 1
    row = Consent.objects.get()
    assert (row.state, row.version, row.changed_at) == ("granted", 3, at)
    events = EventRow.objects.filter(kind="ConsentChanged")
    assert [event.payload["customer_ids"] for event in events] == [[ids[0]]] * 3


def test_the_database_refuses_to_change_a_proof(ids: list[int], owner: Actor) -> None:
    _grant(owner, ids[:1])
    with pytest.raises(DatabaseError), transaction.atomic():
        ConsentProof.objects.update(state="withdrawn")
    with pytest.raises(DatabaseError), transaction.atomic():
        ConsentProof.objects.all().delete()
    assert ConsentProof.objects.get().state == "granted"


def test_a_file_never_takes_back_a_refusal(
    workspace: Workspace, ids: list[int], owner: Actor
) -> None:
    facade.withdraw(owner, [ids[0]], purpose="marketing", channel="email", source="link")
    news = facade.record_batch(
        workspace.pk, ids[:3], [True, True, None], channel="email", source="import:1", wording="x"
    )
    again = facade.record_batch(
        workspace.pk, ids[:3], [True, True, None], channel="email", source="import:1", wording="x"
    )

    assert (news, again) == ((1, 0), (0, 0))
    assert _marketing(workspace, ids[:3]) == (
        [ids[1]],
        {ids[0]: "withdrawn", ids[2]: "no_consent"},
    )


def test_who_is_said_to_be_both_refuses(workspace: Workspace, ids: list[int]) -> None:
    one = ids[0]
    news = facade.record_batch(
        workspace.pk, [one, one, 0], [False, True, True], channel="email", source="import:1"
    )
    assert news == (0, 1)


def test_unsubscribing_stops_marketing_and_not_receipts(
    workspace: Workspace, ids: list[int], owner: Actor
) -> None:
    _grant(owner, ids[:2])
    assert facade.unsubscribe(owner, "email", [ids[0]], source="one click") == [ids[0]]
    assert facade.unsubscribe(owner, "email", [ids[0]], source="one click") == []

    assert _marketing(workspace, ids[:2]) == ([ids[1]], {ids[0]: "unsubscribed"})
    receipts, _ = facade.reachable(workspace.pk, "transactional", "email", ids[:2])
    assert receipts.tolist() == ids[:2]
    assert Suppression.objects.get().cause == "unsubscribed"


def test_an_unsubscribed_address_stays_so_with_its_next_owner(
    workspace: Workspace, ids: list[int], owner: Actor
) -> None:
    facade.unsubscribe(owner, "email", [ids[0]], source="one click")
    identity.erase(owner, ids[0])
    # The next owner acts, or nobody would be made of an address of somebody erased (decision 26).
    now = int(clock.now().timestamp() * 1_000_000) + 1
    acts = PeopleBatch(email=["P0@x.com"], acted_at=[now])
    (again,) = identity.resolve(workspace.pk, acts).tolist()
    facade.record_batch(workspace.pk, [again], [True], channel="email", source="import:2")
    assert _marketing(workspace, [again]) == ([], {again: "unsubscribed"})


def test_a_new_yes_of_the_person_ends_an_unsubscription(
    workspace: Workspace, ids: list[int], owner: Actor
) -> None:
    facade.unsubscribe(owner, "email", [ids[0]], source="one click")
    _grant(owner, [ids[0]])
    assert _marketing(workspace, [ids[0]]) == ([ids[0]], {})


@pytest.mark.parametrize("cause", ["bounced", "complained", "manual"])
def test_a_dead_address_gets_nothing(
    workspace: Workspace, ids: list[int], owner: Actor, cause: str
) -> None:
    _grant(owner, ids[:2])
    for _ in range(2):
        facade.suppress_addresses(
            workspace.pk,
            "email",
            ["P0@X.com ", "nonsense"],
            cause=cause,  # type: ignore[arg-type]
            source="smtp",
        )
    assert Suppression.objects.count() == 1
    assert _marketing(workspace, ids[:2]) == ([ids[1]], {ids[0]: "suppressed"})
    allowed, refused = facade.reachable(workspace.pk, "transactional", "email", ids[:2])
    assert (allowed.tolist(), refused) == ([ids[1]], {ids[0]: "suppressed"})


def test_only_the_person_takes_an_unsubscription_back(ids: list[int], owner: Actor) -> None:
    facade.unsubscribe(owner, "email", [ids[0]], source="one click")
    with pytest.raises(Invalid, match="Only the person"):
        actions.lift(owner, Suppression.objects.get().pk)
    number = actions.suppress_by_hand(owner, "email", "p1@x.com")
    actions.lift(owner, number)
    assert Suppression.objects.get().cause == "unsubscribed"


def test_other_workspaces_do_not_share_answers(
    workspace: Workspace, other_workspace: Workspace, ids: list[int], owner: Actor
) -> None:
    (same,) = identity.resolve(other_workspace.pk, PeopleBatch(email=["p0@x.com"])).tolist()
    _grant(owner, ids)
    facade.unsubscribe(owner, "email", [ids[1]], source="one click")
    assert _marketing(other_workspace, [same, *ids]) == (
        [],
        {same: "no_consent", **dict.fromkeys(ids, "no_address")},
    )
    with pytest.raises(NotFound):
        actions.lift(
            Actor("system", 0, "x", other_workspace.pk, "owner", owner.scope),
            Suppression.objects.get().pk,
        )


@pytest.mark.parametrize(
    "wrong",
    [{"channel": "fax"}, {"purpose": "fun"}, {"state": "maybe"}, {"source": " "}],
)
def test_answers_that_prove_nothing_are_refused(
    ids: list[int], owner: Actor, wrong: dict[str, str]
) -> None:
    right = {"purpose": "marketing", "channel": "email", "state": "granted", "source": "form"}
    with pytest.raises(Invalid):
        facade.record(owner, ids, Answer(**{**right, **wrong}))  # type: ignore[arg-type]
    assert not ConsentProof.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_check_at_hand_over_wants_a_transaction(workspace: Workspace, ids: list[int]) -> None:
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError, match="outside a transaction"):
        facade.still_reachable(workspace.pk, "marketing", "email", ids)
    with transaction.atomic():
        allowed, _ = facade.still_reachable(workspace.pk, "transactional", "email", ids)
    assert allowed.tolist() == ids[:3]


def test_many_answers_take_few_statements(
    workspace: Workspace, owner: Actor, django_assert_max_num_queries: object
) -> None:
    size = 4_000
    batch = PeopleBatch(shop_id=1, email=[f"p{n}@x.com" for n in range(size)])
    many = identity.resolve(workspace.pk, batch)
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        assert len(_grant(owner, many.tolist())) == size
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        allowed, _ = facade.reachable(workspace.pk, "marketing", "email", many)
    assert allowed.tolist() == many.tolist()


def test_the_table_of_refusals() -> None:
    base = {"purpose": "marketing", "rule": "opt_in", "state": "granted", "has_address": True}
    cases: list[tuple[dict[str, object], set[str], str | None]] = [
        ({}, set(), None),
        ({"state": None}, set(), "no_consent"),
        ({"state": None, "rule": "soft"}, set(), None),
        ({"state": "withdrawn", "rule": "soft"}, set(), "withdrawn"),
        ({}, {"unsubscribed"}, "unsubscribed"),
        ({"has_address": False}, {"bounced"}, "no_address"),
        ({"purpose": "transactional", "state": "withdrawn"}, {"unsubscribed"}, None),
        ({"purpose": "transactional"}, {"complained"}, "suppressed"),
    ]
    for change, causes, expected in cases:
        assert refusal(**{**base, **change}, causes=causes) == expected  # type: ignore[arg-type]
    assert not is_news(known="withdrawn", said="granted", means="import", is_other_wording=True)
    assert is_news(known="withdrawn", said="granted", means="staff", is_other_wording=False)
    assert is_news(known="granted", said="granted", means="person", is_other_wording=True)
    assert not is_news(known="granted", said="granted", means="person", is_other_wording=False)
