import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_audit_append_only"),
        ("identity", "0005_visitors_joined"),
    ]

    operations = [
        migrations.RenameModel("Conflict", "Match"),
        migrations.RemoveConstraint("match", "conflict_once"),
        migrations.CreateModel(
            name='Apart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_by', models.CharField(max_length=120)),
                ('said_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='MatchRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.PositiveSmallIntegerField()),
                ('mode', models.CharField(choices=[('merge', 'Merge'), ('ask', 'Ask')], max_length=5)),
                ('most', models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Survivor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.BigIntegerField()),
                ('survivor', models.BigIntegerField()),
                ('changed_at', models.DateTimeField()),
                ('is_followed', models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name='match',
            name='hash',
            field=models.BinaryField(default=b'', max_length=16),
        ),
        migrations.AddField(
            model_name='match',
            name='state',
            field=models.CharField(choices=[('new', 'New'), ('merged', 'Merged'), ('asked', 'Asked'), ('shared', 'Shared'), ('accounts', 'Accounts'), ('apart', 'Apart'), ('too_many', 'Too Many')], default='new', max_length=8),
        ),
        # What was only noted until now shall not merge people by itself after an update.
        migrations.RunSQL("UPDATE identity_match SET state = 'asked'", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='match',
            name='source',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(fields=['workspace', 'state', '-id'], name='match_in_state'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(fields=['workspace', 'kind', 'hash'], name='match_of_identifier'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.UniqueConstraint(fields=('workspace', 'customer', 'other', 'kind'), name='match_once'),
        ),
        migrations.AddField(
            model_name='apart',
            name='one',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.customer'),
        ),
        migrations.AddField(
            model_name='apart',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.customer'),
        ),
        migrations.AddField(
            model_name='apart',
            name='workspace',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='access.workspace'),
        ),
        migrations.AddField(
            model_name='matchrule',
            name='workspace',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='access.workspace'),
        ),
        migrations.AddField(
            model_name='survivor',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='access.workspace'),
        ),
        migrations.AddConstraint(
            model_name='apart',
            constraint=models.UniqueConstraint(fields=('workspace', 'one', 'other'), name='apart_once'),
        ),
        migrations.AddConstraint(
            model_name='matchrule',
            constraint=models.UniqueConstraint(fields=('workspace', 'kind'), name='match_rule_once'),
        ),
        migrations.AddIndex(
            model_name='survivor',
            index=models.Index(fields=['workspace', 'survivor'], name='survivor_of_records'),
        ),
        migrations.AddIndex(
            model_name='survivor',
            index=models.Index(condition=models.Q(('is_followed', False)), fields=['workspace', 'customer'], name='survivor_to_follow'),
        ),
        migrations.AddConstraint(
            model_name='survivor',
            constraint=models.UniqueConstraint(fields=('workspace', 'customer'), name='survivor_once'),
        ),
    ]
