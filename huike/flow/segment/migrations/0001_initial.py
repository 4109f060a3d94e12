import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0002_audit_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Keeper',
            fields=[
                ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='access.workspace')),
                ('begun_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('description', models.TextField(blank=True)),
                ('folder', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(default='dynamic', max_length=8)),
                ('rule', models.JSONField(null=True)),
                ('uses', models.JSONField(default=list)),
                ('version', models.PositiveIntegerField(default=1)),
                ('scope_key', models.TextField(blank=True)),
                ('owner', models.CharField(max_length=200)),
                ('owner_id', models.BigIntegerField(default=0)),
                ('count', models.PositiveBigIntegerField(null=True)),
                ('evaluation', models.PositiveIntegerField(default=0)),
                ('evaluated_at', models.DateTimeField(null=True)),
                ('problem', models.JSONField(null=True)),
                ('archived_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-updated_at', '-id'], name='segment_recent')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('archived_at', None)), fields=('workspace', 'scope_key', 'name'), name='segment_name_once')],
            },
        ),
        migrations.CreateModel(
            name='EvaluationChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=8)),
                ('ordinal', models.PositiveIntegerField()),
                ('ids', models.BinaryField()),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='segment.segment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('segment', 'number', 'kind', 'ordinal'), name='segment_chunk_once')],
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('entered', models.PositiveBigIntegerField()),
                ('left', models.PositiveBigIntegerField()),
                ('count', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evaluations', to='segment.segment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('segment', 'number'), name='segment_evaluation_once')],
            },
        ),
        migrations.CreateModel(
            name='SegmentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('rule', models.JSONField(null=True)),
                ('members', models.BinaryField(null=True)),
                ('members_count', models.PositiveIntegerField(null=True)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=200)),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='segment.segment')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('segment', 'number'), name='segment_version_once')],
            },
        ),
    ]
