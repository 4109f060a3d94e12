"""What happens is told to whoever wants to hear, by a postman and real servers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.db import transaction

from huike.base.access.models import AuditEntry
from huike.base.access.rules import system_actor
from huike.base.kernel import clock
from huike.base.outbox.facade import publish
from huike.base.webhooks import actions, jobs, notices, postman
from huike.base.webhooks.models import Delivery, Endpoint, Notice
from huike.base.webhooks.postman import Postman
from huike.base.webhooks.rules import signature
from huike.events import CustomersCreated, SegmentEntered
from tests.base.webhooks.receiver import receiving
from tests.support.wait import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_home(settings):
    """Servers of this machine may be called."""
    settings.WEBHOOKS_MAY_REACH = (ip_network("127.0.0.0/8"),)


@contextmanager
def at_work() -> Iterator[None]:
    """A postman who delivers meanwhile."""
    one = Postman()
    one.start()
    try:
        yield
    finally:
        one.stop()


def made(workspace, receiver, kinds=(), name="ERP"):
    """An endpoint, with its secret."""
    actor = system_actor(workspace.pk, "tests")
    return actions.create(actor, name=name, url=receiver.url, kinds=kinds)


def happen(workspace, *customers):
    """Somebody is new."""
    with transaction.atomic():
        publish(CustomersCreated(workspace_id=workspace.pk, customer_ids=customers))


def all_ended():
    return not Delivery.objects.filter(state="waiting").exists()


def due():
    Delivery.objects.filter(state="waiting").update(next_at=clock.now())


def test_an_event_is_told_signed_once_and_only_to_who_wants_it(workspace, other_workspace):
    with receiving() as first, receiving() as second, receiving() as foreign:
        _, secret = made(workspace, first, name="first")
        made(workspace, second, kinds=["segment.entered"], name="second")
        made(other_workspace, foreign)
        with at_work():
            happen(workspace, 5, 7)
            until(all_ended, 20)
        assert (len(first.got), second.got, foreign.got) == (1, [], [])
    headers, body = first.got[0]
    assert signature.is_signed([secret], headers, body, int(clock.now().timestamp()))
    notice = Notice.objects.get()
    assert headers["webhook-id"] == notice.mark
    assert headers["content-type"] == "application/json"
    assert first.told == [
        {
            "type": "customers.created",
            "timestamp": notice.at.isoformat().replace("+00:00", "Z"),
            "data": {"customer_ids": [5, 7]},
        }
    ]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tried, delivery.next_at) == ("delivered", 1, None)
    assert delivery.tries[0]["status"] == 204


def test_what_is_rolled_back_is_not_told(workspace):
    with receiving() as receiver:
        made(workspace, receiver)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            publish(CustomersCreated(workspace_id=workspace.pk, customer_ids=(1,)))
            raise ZeroDivisionError
    assert not Notice.objects.exists()


def test_a_refused_notice_is_tried_again_under_the_same_id_with_the_same_body(workspace):
    with receiving(status=500) as receiver, at_work():
        row, _ = made(workspace, receiver)
        happen(workspace, 1)
        until(lambda: Delivery.objects.get().tried == 1, 20)
        waiting = Delivery.objects.get()
        assert waiting.state == "waiting"
        assert 4 < (waiting.next_at - clock.now()).total_seconds() <= 5.5
        row.refresh_from_db()
        assert row.failing_since is not None
        receiver.status = 200
        due()
        until(all_ended, 20)
        row.refresh_from_db()
        assert row.failing_since is None
    (one, body), (other, again) = receiver.got
    assert (one["webhook-id"], body) == (other["webhook-id"], again)


def test_after_the_last_try_it_has_failed_and_can_be_replayed(workspace):
    with receiving(status=503) as receiver, at_work():
        row, _ = made(workspace, receiver)
        happen(workspace, 1)
        until(lambda: Delivery.objects.get().tried == 1, 20)
        Delivery.objects.update(tried=7, next_at=clock.now())
        until(all_ended, 20)
        failed = Delivery.objects.get()
        assert (failed.state, failed.tried, failed.next_at) == ("failed", 8, None)
        receiver.status = 204
        now = clock.now()
        actor = system_actor(workspace.pk, "tests")
        hour = timedelta(hours=1)
        assert actions.replay_since(actor, row.pk, now - hour, now, only_failed=True) == 1
        until(all_ended, 20)
        assert actions.replay_since(actor, row.pk, now - hour, now, only_failed=True) == 0
    assert Delivery.objects.get().state == "delivered"
    assert [one["status"] for one in Delivery.objects.get().tries] == [503, 503, 204]


def test_what_is_still_on_its_way_is_not_replayed_and_keeps_its_turn(workspace):
    with receiving(status=500) as receiver, at_work():
        row, _ = made(workspace, receiver)
        happen(workspace, 1)
        until(lambda: Delivery.objects.get().tried == 1, 20)
    waiting = Delivery.objects.get()
    now = clock.now()
    actor = system_actor(workspace.pk, "tests")
    assert (
        actions.replay_since(actor, row.pk, now - timedelta(hours=1), now, only_failed=False) == 0
    )
    assert Delivery.objects.values("tried", "next_at").get() == {
        "tried": 1,
        "next_at": waiting.next_at,
    }


def test_an_endpoint_that_is_gone_ends_and_is_told_nothing_more(workspace):
    with receiving(status=410) as receiver, at_work():
        row, _ = made(workspace, receiver)
        happen(workspace, 1)
        until(all_ended, 20)
        row.refresh_from_db()
        assert row.state == "ended"
        happen(workspace, 2)
    assert Delivery.objects.get().state == "failed"
    assert AuditEntry.objects.filter(action="webhook.ended", target_id=str(row.pk)).count() == 1
    actions.change(system_actor(workspace.pk, "tests"), row.pk, is_paused=False)
    assert Endpoint.objects.get().state == "active"


def test_a_paused_endpoint_hears_later_what_it_missed(workspace):
    actor = system_actor(workspace.pk, "tests")
    with receiving() as receiver:
        row, _ = made(workspace, receiver)
        actions.change(actor, row.pk, is_paused=True)
        happen(workspace, 1)
        assert postman.take({}) == []
        actions.change(actor, row.pk, is_paused=False)
        with at_work():
            until(all_ended, 20)
        assert len(receiver.got) == 1


def test_endpoints_that_hang_hold_nobody_up(workspace):
    hangs = threading.Event()
    with receiving() as well, receiving(hangs=hangs) as bad, receiving(hangs=hangs) as worse:
        made(workspace, bad, name="bad")
        made(workspace, worse, name="worse")
        row, _ = made(workspace, well, name="well")
        with at_work():
            for number in range(20):
                happen(workspace, number)
            delivered = Delivery.objects.filter(endpoint=row, state="delivered")
            until(lambda: delivered.count() == 20, 20)
            until(lambda: len(bad.got) == len(worse.got) == 8, 20)  # and no more of them at once
            assert not Delivery.objects.filter(endpoint__name="bad").exclude(tried=0).exists()
            hangs.set()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0177.0.0.1", "2130706433", "0x7f.1"])
def test_a_private_address_is_never_called(workspace, settings, host):
    settings.WEBHOOKS_MAY_REACH = ()
    with receiving() as receiver, at_work():
        row = Endpoint.objects.create(
            workspace=workspace,
            name="inside",
            url=receiver.url.replace("127.0.0.1", host),
            secret=postman.secrets.sealed(postman.secrets.new()),
            made_at=clock.now(),
        )
        happen(workspace, 1)
        until(lambda: Delivery.objects.get().tried == 1, 20)
    assert receiver.got == []
    assert Delivery.objects.get(endpoint=row).tries[0]["detail"] == "address_not_allowed"


def test_a_redirect_is_not_followed(workspace):
    with receiving() as inside, receiving(status=302) as receiver, at_work():
        receiver.headers["location"] = inside.url
        made(workspace, receiver)
        happen(workspace, 1)
        until(lambda: Delivery.objects.get().tried == 1, 20)
    assert inside.got == []
    assert Delivery.objects.get().tries[0]["status"] == 302


def test_two_postmen_share_and_a_dead_ones_lease_runs_out(workspace):
    with receiving() as receiver:
        made(workspace, receiver)
        for number in range(12):
            happen(workspace, number)
        first, second = postman.take({}), postman.take({})
        assert (len(first), len(second)) == (8, 4)
        assert postman.take({}) == []
        Delivery.objects.update(next_at=clock.now())  # both died a minute ago
        with at_work():
            until(all_ended, 20)
        assert sorted(one["data"]["customer_ids"][0] for one in receiver.told) == list(range(12))


def test_a_renewed_secret_signs_beside_the_former_for_a_day(workspace):
    actor = system_actor(workspace.pk, "tests")
    with receiving() as receiver, at_work():
        row, former = made(workspace, receiver)
        newer = actions.renew_secret(actor, row.pk)
        happen(workspace, 1)
        until(all_ended, 20)
        Endpoint.objects.update(former_until=clock.now())
        happen(workspace, 2)
        until(all_ended, 20)
    now = int(clock.now().timestamp())
    (both, first), (alone, second) = receiver.got
    assert signature.is_signed([former], both, first, now)
    assert signature.is_signed([newer], both, first, now)
    assert not signature.is_signed([former], alone, second, now)
    assert signature.is_signed([newer], alone, second, now)


def test_notices_are_forgotten_after_thirty_days(workspace):
    with receiving() as receiver:
        made(workspace, receiver)
        happen(workspace, 1)
        happen(workspace, 2)
        first = Notice.objects.order_by("id").first()
        Notice.objects.filter(pk=first.pk).update(at=clock.now() - timedelta(days=30, seconds=1))
        jobs.forget(None)
    assert [one.data for one in Notice.objects.all()] == [{"customer_ids": [2]}]
    assert Delivery.objects.count() == 1


def test_every_event_of_ours_can_be_heard_of():
    assert {"customers.created", "segment.entered", "messages.ended"} <= set(notices.kinds())
    assert SegmentEntered.__name__
