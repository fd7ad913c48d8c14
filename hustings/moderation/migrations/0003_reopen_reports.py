"""One measure more: answered reports are opened again. The column stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_moderators")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="measure",
            field=models.CharField(
                choices=[
                    ("approve", "approved"),
                    ("hide", "hidden"),
                    ("restore", "restored"),
                    ("dismiss", "reports answered, nothing changed"),
                    ("reopen", "reports opened again"),
                    ("hold", "held again"),
                ],
                max_length=10,
            ),
        ),
    ]
