"""`python -m tests.support.power_writer ROUNDS [careless]`: write, and say what is safe.

Entries of the journal, and transactions of the database with an audit and a job in them. Each is
said (`journal N`, `workspace N`) once it has committed. Careless, nobody waits for the disk.
"""

import os
import sys
from datetime import UTC, datetime


def main(rounds: int, *, is_careless: bool) -> None:
    """Write so many rounds; the logs are now and then carried into the files."""
    import django

    django.setup()

    from django.db import connection

    from huike.base.access import actions
    from huike.base.journal import facade as journal
    from huike.base.journal import store

    at = datetime(2026, 11, 24, tzinfo=UTC)
    with connection.cursor() as database:
        file = store._connection()
        if is_careless:
            database.execute("PRAGMA synchronous=OFF")
            file.execute("PRAGMA synchronous=OFF")
        for number in range(rounds):
            body = f"{number} ".encode() * 2_000
            entries = [
                journal.Entry(
                    workspace_id=1, source_id=1, form="f", received_at=at, count=1, body=body
                )
                for _ in range(number % 3 + 1)
            ]
            for one in journal.append(entries):
                _say("journal", one)
            if number % 4 == 0:
                made = actions.create_workspace(
                    name=f"Shop {number}", timezone="Asia/Shanghai", currency="CNY"
                )
                _say("workspace", made.pk)
            if number % 7 == 6:
                file.execute("PRAGMA wal_checkpoint(PASSIVE)")
                database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            if number % 31 == 30:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _say(what: str, number: int) -> None:
    os.write(1, f"{what} {number}\n".encode())


if __name__ == "__main__":
    main(int(sys.argv[1]), is_careless="careless" in sys.argv)
