import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_audit_append_only'),
        ('ingest', '0013_bulk_mends'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='rule_counts',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='import',
            name='rules',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='quarantinedrow',
            name='is_released',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='RowRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('source', models.BigIntegerField()),
                ('shop_id', models.BigIntegerField()),
                ('test', models.JSONField()),
                ('digest', models.CharField(max_length=32)),
                ('severity', models.CharField(max_length=4)),
                ('is_on', models.BooleanField()),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=200)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'kind', 'source', 'digest'), name='row_rule_once')],
            },
        ),
    ]
