import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0002_audit_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='BrandKit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accent', models.CharField(max_length=7)),
                ('background', models.CharField(max_length=7)),
                ('text', models.CharField(max_length=7)),
                ('logo', models.CharField(blank=True, max_length=2000)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('updated_at', models.DateTimeField()),
                ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='Content',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('channel', models.CharField(default='email', max_length=16)),
                ('latest', models.PositiveIntegerField(default=0)),
                ('is_archived', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=200)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-updated_at', '-id'], name='content_recent')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_archived', False)), fields=('workspace', 'name'), name='content_name_once')],
            },
        ),
        migrations.CreateModel(
            name='ContentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('document', models.JSONField()),
                ('subject', models.TextField()),
                ('preheader', models.TextField(blank=True)),
                ('html', models.TextField()),
                ('text', models.TextField()),
                ('links', models.JSONField(default=list)),
                ('uses', models.JSONField(default=list)),
                ('warnings', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=200)),
                ('content', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='content.content')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('content', 'number'), name='content_version_once')],
            },
        ),
    ]
