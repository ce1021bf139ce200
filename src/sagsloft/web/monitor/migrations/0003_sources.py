from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def name_sources(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What an import called its source, and the imports that were current beside the one an evaluation named."""
    imports, events, evaluations = (apps.get_model("monitor", name) for name in ("Import", "Event", "Evaluation"))
    for name in imports.objects.order_by().values_list("source", flat=True).distinct():
        imports.objects.filter(source=name).update(sources=[name])
    imports.objects.filter(source="", state="failed").update(sources=[])
    named = imports.objects.filter(pk=OuterRef("source_import")).values("source")
    events.objects.exclude(source_import__source="").update(source=Subquery(named[:1]))
    for each in evaluations.objects.filter(current=True):
        beside = imports.objects.filter(municipality=each.municipality, state="current", pk__lt=each.source_import.pk)
        each.imports.set([each.source_import, *beside])
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # it changes no table that something is still to be checked of


class Migration(migrations.Migration):
    dependencies = [
        ("monitor", "0002_waiting_index"),
    ]

    operations = [
        migrations.AddField(model_name="import", name="sources", field=models.JSONField(default=list)),
        migrations.AddField(model_name="event", name="source", field=models.TextField(blank=True)),
        migrations.AddField(model_name="stagedevent", name="source", field=models.TextField(blank=True)),
        migrations.AddField(
            model_name="evaluation",
            name="imports",
            field=models.ManyToManyField(related_name="evaluations", to="monitor.import"),
        ),
        migrations.RunPython(name_sources, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="import", name="source"),
        migrations.RemoveField(model_name="evaluation", name="source_import"),
    ]
