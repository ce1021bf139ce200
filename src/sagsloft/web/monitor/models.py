"""What was imported, and what the engine made of it. Pages read these tables and compute nothing."""

import uuid

from django.db import models

from sagsloft.core.obligations import Status
from sagsloft.web.accounts.models import Municipality
from sagsloft.web.monitor.saved_filters import SavedFilter

__all__ = [
    "LONGEST",
    "WAITING",
    "Case",
    "Evaluation",
    "Event",
    "Figures",
    "Import",
    "Job",
    "Obligation",
    "SavedFilter",
    "StagedEvent",
]

LONGEST = 200
"""Characters of a text out of a source."""
WAITING = (Status.OVERDUE.value, Status.PENDING.value)
"""What today's list is made of: one row in ten, which an index of their own leads to."""


class Import(models.Model):
    """One reading of sources. It stages in chunks, and is swapped in by one short transaction.

    `current`: what is told rests on it; the last snapshot of some source, or an increment since then.
    """

    class State(models.TextChoices):
        STAGING = "staging"
        CURRENT = "current"
        FORMER = "former"
        FAILED = "failed"

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=10, choices=[("snapshot", "snapshot"), ("increment", "increment")])
    sources = models.JSONField(default=list)
    """What the mappings call those that it reads, in order; "" where one has no name. None where that is not known."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.STAGING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    last_event = models.DateTimeField(null=True)
    """The age of the data: the last event that the source tells of."""
    events = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    covers = models.JSONField(default=list)
    files = models.JSONField(default=list)
    """Of each file its name and SHA-256."""
    notes = models.JSONField(default=list)
    invented = models.BooleanField(default=False)


class EventRow(models.Model):
    """A row of the event table, as `core.events` has it; attributes as JSON."""

    id = models.BigAutoField(primary_key=True)
    case_id = models.CharField(max_length=LONGEST)
    matter_id = models.CharField(max_length=LONGEST, null=True)
    activity = models.CharField(max_length=LONGEST)
    earliest = models.DateTimeField()
    latest = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True)
    caseworker = models.CharField(max_length=LONGEST, null=True)
    team = models.CharField(max_length=LONGEST, null=True)
    attributes = models.JSONField(default=dict)
    source = models.TextField(blank=True)
    """What its mapping calls the source that tells of it."""
    identity = models.CharField(max_length=64)
    """SHA-256 of what makes it the same event in a later import (DESIGN, identity)."""

    class Meta:
        abstract = True


class Event(EventRow):
    """One version of an event. Nothing is overwritten: the version that is told now has not been withdrawn."""

    source_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows", db_column="import_id")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE)
    received_at = models.DateTimeField(null=True)
    """None in a source's first import, which cannot tell when its events became known."""
    withdrawn_at = models.DateTimeField(null=True)
    """When a later import no longer told of it, or told it otherwise."""

    class Meta:
        indexes = (models.Index(fields=["municipality", "case_id", "earliest"], name="event_of_case"),)
        constraints = (
            models.UniqueConstraint(
                fields=["municipality", "identity"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="event_told_once",
            ),
        )


class StagedEvent(EventRow):
    """What an import has read so far; no page looks here."""

    source_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="staged", db_column="import_id")

    class Meta:
        indexes = (models.Index(fields=["source_import", "identity"], name="staged_identity"),)


class Evaluation(models.Model):
    """One run of the engine over a municipality's events. The one that is `current` is shown."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="evaluations")
    as_of = models.DateTimeField()
    finished_at = models.DateTimeField()
    current = models.BooleanField(default=False)
    rulebook = models.CharField(max_length=64)
    events = models.CharField(max_length=64)
    imports = models.ManyToManyField(Import, related_name="evaluations")
    """All that it rests on; kept of the one that is shown."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["municipality"], condition=models.Q(current=True), name="one_current_evaluation"
            ),
        )


class Case(models.Model):
    """A case as the current evaluation has it. `public_id` stands in URLs; the case's own number never does."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="cases")
    case_id = models.CharField(max_length=LONGEST)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    team = models.CharField(max_length=LONGEST, null=True)
    caseworker = models.CharField(max_length=LONGEST, null=True)
    """Those of the last event that names any."""
    first_event = models.DateTimeField()
    last_event = models.DateTimeField()
    is_open = models.BooleanField()
    caseworkers = models.PositiveSmallIntegerField()
    """How many different ones in the last 12 months."""
    notifications = models.PositiveSmallIntegerField()
    overdue = models.PositiveSmallIntegerField()
    due_soon = models.PositiveSmallIntegerField()
    without_limit = models.PositiveSmallIntegerField()
    oldest_due = models.DateTimeField(null=True)
    next_due = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["municipality", "case_id"], name="case_once"),)
        indexes = (
            models.Index(fields=["municipality", "team", "oldest_due"], name="case_of_team"),
            models.Index(fields=["municipality", "caseworker", "oldest_due"], name="case_of_caseworker"),
        )


class Obligation(models.Model):
    """A row of the obligation table (DESIGN, data contracts) of the current evaluation, of the law alone."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="obligations")
    rule_id = models.CharField(max_length=100)
    version = models.DateField()
    citation = models.CharField(max_length=LONGEST)
    matter_id = models.CharField(max_length=LONGEST, null=True)
    period = models.PositiveIntegerField(null=True)
    triggered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    fulfilled_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=10)
    basis = models.CharField(max_length=20)
    day_precision = models.BooleanField()
    measurable = models.BooleanField()
    caseworker = models.CharField(max_length=LONGEST, null=True)
    team = models.CharField(max_length=LONGEST, null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["municipality", "status", "due_at", "rule_id"],
                include=["case"],
                condition=models.Q(measurable=True, status__in=WAITING),
                name="obligation_waiting",
            ),
            models.Index(fields=["case", "triggered_at"], name="obligation_of_case"),
        )


class Figures(models.Model):
    """What an evaluation found (`pipeline.monitoring.Figures`), as JSON: it names no case."""

    evaluation = models.OneToOneField(Evaluation, on_delete=models.CASCADE, related_name="figures")
    content = models.JSONField()


class Job(models.Model):
    """Background work, done by `sagsloft web work`; no broker.

    `not_before`: when it may be tried (again). `day`: of the nightly run that asked for it, once for each municipality.
    `error`: the id of a message; `reason`: the same in words, by language.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, null=True)
    kind = models.CharField(max_length=40)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    error = models.CharField(max_length=LONGEST, blank=True)
    reason = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["state", "not_before", "id"], name="job_waiting"),)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "municipality", "day"], condition=models.Q(day__isnull=False), name="nightly_once"
            ),
        )
