import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0002_audit_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField(max_length=32)),
                ('text', models.TextField()),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='access.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'digest'), name='wording_once')],
            },
        ),
        migrations.CreateModel(
            name='ConsentProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.BigIntegerField()),
                ('purpose', models.CharField(max_length=16)),
                ('channel', models.CharField(max_length=8)),
                ('state', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('means', models.CharField(max_length=8)),
                ('recorded_by', models.CharField(max_length=120)),
                ('source', models.CharField(max_length=60)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='access.workspace')),
                ('wording', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='consent.wording')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'customer', 'id'], name='proof_of_customer'), models.Index(fields=['workspace', 'id'], name='proof_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.BigIntegerField()),
                ('purpose', models.CharField(max_length=16)),
                ('channel', models.CharField(max_length=8)),
                ('state', models.CharField(max_length=10)),
                ('changed_at', models.DateTimeField()),
                ('source', models.CharField(max_length=60)),
                ('version', models.PositiveIntegerField(default=1)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='access.workspace')),
                ('wording', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='consent.wording')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'customer', 'purpose', 'channel'), name='consent_once')],
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=8)),
                ('rule', models.CharField(max_length=8)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='access.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'channel'), name='policy_once')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=8)),
                ('hash', models.BinaryField(max_length=16)),
                ('cause', models.CharField(max_length=12)),
                ('source', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='access.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'id'], name='suppression_in_order')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'channel', 'hash', 'cause'), name='suppression_once')],
            },
        ),
    ]
