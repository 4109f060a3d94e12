import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0002_audit_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Broadcast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('state', models.CharField(default='draft', max_length=10)),
                ('why', models.CharField(blank=True, default='', max_length=40)),
                ('paused_from', models.CharField(blank=True, default='', max_length=10)),
                ('channel', models.CharField(default='email', max_length=8)),
                ('purpose', models.CharField(default='marketing', max_length=16)),
                ('content_id', models.BigIntegerField()),
                ('version_id', models.BigIntegerField(null=True)),
                ('is_everyone', models.BooleanField(default=False)),
                ('segment_ids', models.JSONField(default=list)),
                ('evaluations', models.JSONField(default=dict)),
                ('scope_key', models.TextField(blank=True)),
                ('holdout', models.PositiveIntegerField()),
                ('goal_days', models.PositiveIntegerField(default=14)),
                ('scheduled_at', models.DateTimeField(null=True)),
                ('expires_after', models.DurationField()),
                ('needs_approval', models.BooleanField(default=False)),
                ('approved_by', models.CharField(blank=True, default='', max_length=200)),
                ('owner_kind', models.CharField(max_length=8)),
                ('owner_id', models.BigIntegerField()),
                ('owner', models.CharField(max_length=200)),
                ('treated', models.PositiveBigIntegerField(null=True)),
                ('held_out', models.PositiveBigIntegerField(null=True)),
                ('sent', models.PositiveBigIntegerField(null=True)),
                ('failed', models.PositiveBigIntegerField(null=True)),
                ('refused', models.PositiveBigIntegerField(null=True)),
                ('unknown', models.PositiveBigIntegerField(null=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-updated_at', '-id'], name='broadcast_recent')],
            },
        ),
        migrations.CreateModel(
            name='AudienceChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arm', models.CharField(max_length=8)),
                ('number', models.PositiveIntegerField()),
                ('count', models.PositiveIntegerField()),
                ('ids', models.BinaryField()),
                ('is_told', models.BooleanField(default=False)),
                ('broadcast', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='journey.broadcast')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('broadcast', 'arm', 'number'), name='audience_chunk_once')],
            },
        ),
    ]
