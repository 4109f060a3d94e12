"""Jobs: the four words, once while alive, in order, cancel, crash."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from huike.base.jobs import actions, registry, runner, turns
from huike.base.jobs.facade import Cancel, Done, Retry, Snooze, drain, enqueue, info, job, run_now
from huike.base.jobs.models import Clock, Hold, Job
from huike.base.jobs.rules import next_time
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, NotFound, Unavailable
from tests.support.wait import until

ran: list[object] = []


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    ran.clear()


@job("test.note")
def note(ctx: runner.Context, *, value: int) -> Done:
    ran.append(value)
    ctx.progress(1, 1, "noted")
    return Done({"value": value})


@job("test.answer", max_attempts=2)
def answer(ctx: runner.Context, *, word: str) -> object:
    ran.append(word)
    return {
        "retry": Retry(0, "not yet"),
        "cancel": Cancel("never"),
        "snooze": Snooze(60),
        "done": Done(),
    }[word]


@job("test.crash", max_attempts=2)
def crash(ctx: runner.Context, *, kind: str) -> Done:
    ran.append(kind)
    if kind == "down":
        raise Unavailable("the mail server is away")
    raise ZeroDivisionError(kind)


@pytest.mark.django_db(transaction=True)
def test_a_job_is_done_with_its_result_and_progress() -> None:
    number = enqueue("test.note", workspace_id=7, args={"value": 3})

    assert drain() == 1

    found = info(number, workspace_id=7)
    assert (found.state, found.result, found.done, found.note) == ("done", {"value": 3}, 1, "noted")


@pytest.mark.django_db(transaction=True)
def test_another_workspace_cannot_see_or_cancel_a_job() -> None:
    number = enqueue("test.note", workspace_id=7, args={"value": 3})

    with pytest.raises(NotFound):
        info(number, workspace_id=8)
    with pytest.raises(NotFound):
        actions.cancel(number, 8)

    assert Job.objects.get(pk=number).state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_rolled_back_transaction_does_not_exist() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue("test.note", args={"value": 1})
        raise RuntimeError

    assert Job.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_unique_key_answers_the_living_twin_and_is_free_again_after_its_end() -> None:
    first = enqueue("test.note", args={"value": 1}, unique_key="k")
    assert enqueue("test.note", args={"value": 2}, unique_key="k") == first
    drain()
    assert ran == [1]

    assert enqueue("test.note", args={"value": 3}, unique_key="k") != first


@pytest.mark.django_db(transaction=True)
def test_jobs_of_one_order_key_wait_for_each_other() -> None:
    enqueue("test.answer", args={"word": "snooze"}, order_key="k")
    enqueue("test.note", args={"value": 2}, order_key="k")
    enqueue("test.note", args={"value": 3}, order_key="other")

    drain()

    assert ran == ["snooze", 3]


@pytest.mark.django_db(transaction=True)
def test_many_of_one_order_key_keep_nobody_else_waiting() -> None:
    first = enqueue("test.note", args={"value": 0}, order_key="k")
    for value in range(1, 100):
        enqueue("test.note", args={"value": value}, order_key="k")
    other = enqueue("test.note", args={"value": 100}, order_key="other")
    free = enqueue("test.note", args={"value": 101})

    taken = [actions.claim("a:1", ("quick",)) for _ in range(4)]

    assert [row and row.pk for row in taken] == [first, other, free, None]


@pytest.mark.django_db(transaction=True)
def test_a_look_for_a_job_goes_by_the_indexes() -> None:
    for value in range(100):
        enqueue("test.note", args={"value": value}, order_key="k" if value else "")
    with CaptureQueriesContext(connection) as asked:
        assert len(turns.due(clock.now(), ("quick", "long"))) == 2
        assert turns.due(clock.now(), ("none",)) == []
    if connection.vendor == "sqlite":  # PostgreSQL chooses by size
        near, _, eldest = (_plan(query["sql"]) for query in asked)
        assert "INDEX job_due" in near
        assert "INDEX job_in_order (order_key=? AND id<?)" in near
        assert "SCAN jobs_job USING INDEX job_in_order" in eldest
        assert "INDEX job_due" in eldest


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return " | ".join(row[3] for row in cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_retry_counts_attempts_and_ends_as_failed_and_can_be_tried_again() -> None:
    number = enqueue("test.answer", workspace_id=1, args={"word": "retry"})

    drain()

    row = Job.objects.get(pk=number)
    assert (row.state, row.attempts, row.error) == ("failed", 2, "not yet")
    actions.retry(number, 1)
    assert Job.objects.get(pk=number).state == "waiting"
    with pytest.raises(Conflict):
        actions.retry(number, 1)


@pytest.mark.django_db(transaction=True)
def test_cancel_ends_at_once_and_snooze_costs_no_attempt() -> None:
    stopped = enqueue("test.answer", args={"word": "cancel"})
    later = enqueue("test.answer", args={"word": "snooze"})

    drain()

    assert Job.objects.get(pk=stopped).state == "cancelled"
    row = Job.objects.get(pk=later)
    assert (row.state, row.attempts) == ("waiting", 0)
    assert row.run_at > clock.now() + timedelta(seconds=50)


@pytest.mark.django_db(transaction=True)
def test_a_person_cancels_a_running_job_at_its_next_step() -> None:
    number = enqueue("test.note", workspace_id=1, args={"value": 9})
    row = actions.claim("other-host:1", ("quick",))
    assert row is not None
    actions.cancel(number, 1)

    runner.run(row)

    assert info(number, workspace_id=1).state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_a_crash_is_kept_and_tried_again_later() -> None:
    number = enqueue("test.crash", args={"kind": "bug"})
    down = enqueue("test.crash", args={"kind": "down"})

    drain()

    row = Job.objects.get(pk=number)
    assert (row.state, row.error) == ("waiting", "ZeroDivisionError: bug")
    assert row.run_at > clock.now()
    assert Job.objects.get(pk=down).error == "unavailable: the mail server is away"


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_dead_process_is_put_back_and_a_late_answer_changes_nothing() -> None:
    number = enqueue("test.note", workspace_id=1, args={"value": 1})
    host = actions.owner_name().rsplit(":", 1)[0]
    dead = actions.claim(f"{host}:999999999", ("quick",))
    assert dead is not None

    assert actions.recover(actions.owner_name()) == 1
    actions.settle(dead, Done({"value": 666}))

    assert Job.objects.get(pk=number).state == "waiting"
    assert run_now(number, workspace_id=1).result == {"value": 1}


@pytest.mark.django_db(transaction=True)
def test_a_scheduled_job_is_made_once_however_many_workers_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(actions, "SCHEDULES", {"test.tick": "15m"})
    monkeypatch.setitem(registry.JOBS, "test.tick", registry.JobSpec("test.tick", note, 3, "quick"))
    actions.tick()
    Clock.objects.update(next_at=clock.now() - timedelta(seconds=1))

    actions.tick()
    actions.tick()

    assert Job.objects.filter(name="test.tick").count() == 1


def test_schedules_name_an_interval_or_a_time_of_day() -> None:
    now = clock.now().replace(hour=2, minute=0, second=0, microsecond=0)

    assert next_time("15m", now) - now == timedelta(minutes=15)
    assert next_time("1d@03:10", now) - now == timedelta(hours=1, minutes=10)
    assert next_time("1d@01:00", now) - now == timedelta(hours=23)
    with pytest.raises(ValueError, match="not a schedule"):
        next_time("sometimes", now)


@pytest.mark.django_db(transaction=True)
def test_a_hold_keeps_jobs_from_beginning_and_stops_running_ones_at_their_next_step() -> None:
    number = enqueue("test.note", workspace_id=1, args={"value": 5})
    running = actions.claim(actions.owner_name(), ("quick",))
    assert running is not None
    actions.hold("backup", 60)

    runner.run(running)
    assert drain() == 0
    assert not actions.are_any_running()

    actions.release("backup")
    assert drain() == 1
    assert info(number, workspace_id=1).result == {"value": 5}


@pytest.mark.django_db(transaction=True)
def test_a_hold_can_be_kept_up_and_is_lost_once_it_lapsed() -> None:
    actions.hold("backup:1", 60)
    assert actions.renew_hold("backup:1", 120) is True
    Hold.objects.update(until=clock.now() - timedelta(seconds=1))
    assert actions.renew_hold("backup:1", 120) is False
    assert not actions.is_held()

    actions.hold("backup:2", 60)
    actions.release_all()
    assert not actions.is_held()
    assert Hold.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_nothing_begins_once_a_hold_has_seen_nothing_running() -> None:
    for value in range(400):
        enqueue("test.note", workspace_id=1, args={"value": value})
    is_over = threading.Event()

    def work() -> None:
        while not is_over.is_set():
            row = actions.claim(actions.owner_name(), ("quick",))
            if row is not None:
                runner.run(row)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    broken = 0
    for _ in range(25):
        actions.hold("backup", 60)
        until(lambda: not actions.are_any_running())
        before = len(ran)
        # A claim that met the hold half-way may show for a moment; it runs nothing.
        until(lambda: Job.objects.filter(state="running").count() == 0)
        broken += len(ran) - before
        actions.release("backup")
    is_over.set()
    for worker in workers:
        worker.join(20)
    assert broken == 0
    assert Job.objects.filter(attempts__gt=1).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_waiting_key_asks_once_before_a_run_and_once_more_after_it_began() -> None:
    first = enqueue("test.note", args={"value": 1}, waiting_key="k", order_key="k")
    assert enqueue("test.note", args={"value": 2}, waiting_key="k", order_key="k") == first
    running = actions.claim(actions.owner_name(), ("quick",))
    assert running is not None

    second = enqueue("test.note", args={"value": 3}, waiting_key="k", order_key="k")
    assert second != first
    assert enqueue("test.note", args={"value": 4}, waiting_key="k", order_key="k") == second

    runner.run(running)
    drain()
    assert ran == [1, 3]
