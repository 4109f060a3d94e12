import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0002_audit_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=12)),
                ('file_name', models.CharField(max_length=200)),
                ('file_format', models.CharField(max_length=10)),
                ('file_encoding', models.CharField(blank=True, max_length=20)),
                ('sheet', models.CharField(blank=True, max_length=100)),
                ('header', models.JSONField()),
                ('blob_key', models.CharField(max_length=100)),
                ('size', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('wrapped_key', models.BinaryField(max_length=60)),
                ('plan', models.JSONField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('waiting', 'Waiting'), ('running', 'Running'), ('finished', 'Finished'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='draft', max_length=10)),
                ('job_id', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=200)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('run', models.PositiveIntegerField(default=0)),
                ('phase', models.CharField(choices=[('none', 'None'), ('reading', 'Reading'), ('landing', 'Landing'), ('telling', 'Telling')], default='none', max_length=8)),
                ('batch_id', models.BigIntegerField(null=True)),
                ('first_new_customer', models.BigIntegerField(null=True)),
                ('batches', models.PositiveIntegerField(default=0)),
                ('staged', models.BigIntegerField(default=0)),
                ('landed', models.BigIntegerField(default=0)),
                ('buckets', models.PositiveIntegerField(default=0)),
                ('buckets_done', models.PositiveIntegerField(default=0)),
                ('told', models.PositiveIntegerField(default=0)),
                ('rows', models.BigIntegerField(default=0)),
                ('accepted', models.BigIntegerField(default=0)),
                ('duplicates', models.BigIntegerField(default=0)),
                ('quarantined', models.BigIntegerField(default=0)),
                ('new_customers', models.BigIntegerField(default=0)),
                ('seconds', models.FloatField(default=0)),
                ('problem', models.JSONField(null=True)),
                ('sealed_trial', models.BinaryField(null=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-id'], name='import_newest')],
            },
        ),
        migrations.CreateModel(
            name='Mapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('fingerprint', models.CharField(max_length=64)),
                ('plan', models.JSONField()),
                ('saved_at', models.DateTimeField()),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'kind', 'fingerprint'), name='mapping_once_by_header')],
            },
        ),
        migrations.CreateModel(
            name='QuarantinedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.BigIntegerField()),
                ('column', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(max_length=24)),
                ('problems', models.JSONField()),
                ('sealed', models.BinaryField()),
                ('sealed_mend', models.BinaryField(null=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('mended', 'Mended'), ('replaying', 'Replaying'), ('replayed', 'Replayed'), ('discarded', 'Discarded')], default='open', max_length=10)),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='ingest.import')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['source', 'state', 'reason'], name='quarantine_by_reason')],
                'constraints': [models.UniqueConstraint(fields=('source', 'row'), name='quarantined_row_once')],
            },
        ),
        migrations.CreateModel(
            name='SeenRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shop_id', models.BigIntegerField()),
                ('hash', models.BinaryField(max_length=16)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'shop_id', 'hash'), name='seen_row_once')],
            },
        ),
    ]
