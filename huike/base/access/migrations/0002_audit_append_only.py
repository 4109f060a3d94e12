"""The database itself refuses to change or delete an audit entry."""

from django.db import migrations

_SQLITE = [
    """CREATE TRIGGER audit_no_{name} BEFORE {verb} ON access_auditentry
       BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"""
]
_POSTGRES = [
    """CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$""",
    """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON access_auditentry
       FOR EACH ROW EXECUTE FUNCTION audit_append_only()""",
]


def lock(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in _POSTGRES:
            schema_editor.execute(statement)
        return
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute(_SQLITE[0].format(name=verb.lower(), verb=verb))


def unlock(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER audit_no_change ON access_auditentry")
        return
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER audit_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunPython(lock, unlock)]
