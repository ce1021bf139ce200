from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitor", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="obligation", name="obligation_waiting"),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("measurable", True), ("status__in", ("overdue", "pending"))),
                fields=["municipality", "status", "due_at", "rule_id"],
                include=("case",),
                name="obligation_waiting",
            ),
        ),
    ]
