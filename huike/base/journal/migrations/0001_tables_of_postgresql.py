from typing import Any

from django.db import migrations

from huike.base.journal.store import TABLES


def make(_: Any, schema_editor: Any) -> None:
    """Beside SQLite the journal is a file of its own, made when it is opened."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TABLES.format(number="BIGSERIAL PRIMARY KEY", bytes="BYTEA"))


class Migration(migrations.Migration):
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
