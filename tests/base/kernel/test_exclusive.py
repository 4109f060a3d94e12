"""One at a time, whoever asks; the dead let go, and nobody is kept out for ever."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from django.db import connection

from huike.base.kernel.exclusive import exclusive

pytestmark = pytest.mark.django_db(transaction=True)

_HOLD = """
import django; django.setup()
from huike.base.kernel.exclusive import exclusive
from django.db import connection
connection.settings_dict["NAME"] = {name!r}
with exclusive("room"):
    print("held", flush=True)
    input()
"""


def test_only_one_is_in_the_room() -> None:
    inside: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        for _ in range(20):
            with exclusive("room"):
                inside.append(number)
                most.append(len(inside))
                inside.remove(number)
        connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(most) == 80
    assert set(most) == {1}


def test_the_impatient_are_told_and_other_rooms_are_free() -> None:
    answers: dict[str, bool] = {}

    def look(name: str) -> None:
        with exclusive(name, is_patient=False) as is_mine:
            answers[name] = is_mine
        connection.close()

    with exclusive("room"):
        for name in ("room", "another"):
            thread = threading.Thread(target=look, args=(name,))
            thread.start()
            thread.join(60)
    assert answers == {"room": False, "another": True}
    with exclusive("room", is_patient=False) as is_mine:
        assert is_mine


def test_who_waits_gets_in_before_who_comes_again() -> None:
    order: list[str] = []
    waits = threading.Event()

    def wait() -> None:
        waits.set()
        with exclusive("room"):
            order.append("waiter")
        connection.close()

    with exclusive("room"):
        thread = threading.Thread(target=wait)
        thread.start()
        waits.wait(10)
        _until_gate_is_taken()
    with exclusive("room"):
        order.append("again")
    thread.join(60)
    assert order == ["waiter", "again"]


def _until_gate_is_taken() -> None:
    for _ in range(100_000):
        with exclusive("room.gate", is_patient=False) as is_free:
            if not is_free:
                return
    raise AssertionError("nobody came to the gate")


def test_the_dead_let_go() -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD.format(name=connection.settings_dict["NAME"])],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "huike.config.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with exclusive("room", is_patient=False) as is_free:
        assert not is_free
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait(10)
    with exclusive("room") as is_free:
        assert is_free
