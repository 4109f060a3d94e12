"""A piece of a name becomes one number: the piece's upper half, and the customer."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_audit_append_only'),
        ('identity', '0002_waves'),
    ]

    operations = [
        migrations.RenameModel('NamePiece', 'OldNamePiece'),
        migrations.CreateModel(
            name='NamePiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='access.workspace')),
            ],
        ),
        migrations.RunSQL(
            "INSERT INTO identity_namepiece (id, workspace_id)"
            " SELECT DISTINCT ((piece >> 32) << 32) | customer AS id, workspace_id"
            " FROM identity_oldnamepiece ORDER BY id",
            migrations.RunSQL.noop,
        ),
        migrations.DeleteModel('OldNamePiece'),
    ]
