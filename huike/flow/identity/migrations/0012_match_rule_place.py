"""How far a kind is believed beside the others is the workspace's own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0011_never_matched")]

    operations = [
        migrations.AddField(
            model_name="matchrule",
            name="place",
            field=models.PositiveSmallIntegerField(null=True),
        )
    ]
