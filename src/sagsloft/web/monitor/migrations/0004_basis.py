from django.db import migrations, models


class Migration(migrations.Migration):
    """What a limit was counted from is written by the next evaluation."""

    dependencies = [
        ("monitor", "0003_sources"),
    ]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="basis",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
    ]
