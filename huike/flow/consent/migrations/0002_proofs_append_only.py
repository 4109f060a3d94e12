"""The database itself refuses to change or delete a proof of consent."""

from django.db import migrations

_POSTGRES = [
    """CREATE OR REPLACE FUNCTION consent_proof_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'proofs of consent are append-only'; END $$""",
    """CREATE TRIGGER consent_proof_no_change BEFORE UPDATE OR DELETE ON consent_consentproof
       FOR EACH ROW EXECUTE FUNCTION consent_proof_append_only()""",
]
_SQLITE = """CREATE TRIGGER consent_proof_no_{name} BEFORE {verb} ON consent_consentproof
   BEGIN SELECT RAISE(ABORT, 'proofs of consent are append-only'); END"""


def lock(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in _POSTGRES:
            schema_editor.execute(statement)
        return
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute(_SQLITE.format(name=verb.lower(), verb=verb))


def unlock(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER consent_proof_no_change ON consent_consentproof")
        return
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER consent_proof_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]
    operations = [migrations.RunPython(lock, unlock)]
