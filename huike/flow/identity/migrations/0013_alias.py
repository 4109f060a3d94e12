"""Accounts that are one person's, as sources say."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_audit_append_only'),
        ('identity', '0012_match_rule_place'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.PositiveSmallIntegerField()),
                ('scope', models.BigIntegerField()),
                ('before', models.BinaryField(max_length=16)),
                ('other_scope', models.BigIntegerField()),
                ('after', models.BinaryField(max_length=16)),
                ('source', models.CharField(blank=True, max_length=120)),
                ('said_at', models.DateTimeField()),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='access.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'after'], name='alias_after')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'before', 'after', 'scope', 'other_scope', 'kind'), name='alias_once')],
            },
        ),
    ]
