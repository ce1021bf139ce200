"""Municipalities, people, their roles, and the log of what was done and seen."""

import secrets
import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac

__all__ = [
    "CaseKey",
    "Course",
    "DayHead",
    "Invitation",
    "LogEntry",
    "LogHead",
    "Membership",
    "Municipality",
    "Team",
    "Unit",
    "User",
]

KEY_LENGTH = 32


def random_name() -> str:
    """A user name that nobody sees: people sign in with their e-mail address."""
    return str(uuid.uuid4())


def random_key() -> bytes:
    return secrets.token_bytes(KEY_LENGTH)


class Municipality(models.Model):
    """A tenant. `slug` names it in forms, commands and files. `invented`: its data are made up; every page says so."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    invented = models.BooleanField(default=False)
    source_name = models.CharField(max_length=200, blank=True)
    """What the events call it."""

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A department of a municipality. `version` grows by one at each change, here as everywhere: of two people who
    change the same thing, the second is told."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="units")
    name = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["municipality", "name"], name="unit_once"),)


class Team(models.Model):
    """`source_name`: what the events call it; its own name where it is blank."""

    unit = models.ForeignKey(Unit, on_delete=models.RESTRICT, related_name="teams")
    name = models.CharField(max_length=100)
    source_name = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "name"], name="team_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def known_as(self) -> str:
        """In the events."""
        return self.source_name or self.name


class User(AbstractUser):
    """Signs in with an e-mail address. `public_id` stands in URLs and in the log. `factor_changes`: how often a second
    factor was added or removed; each time the person's other sessions end, as they do with a new password."""

    username = models.CharField(max_length=150, unique=True, default=random_name, editable=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    language = models.CharField(max_length=2, choices=[("da", "Dansk"), ("en", "English")], default="da")
    factor_changes = models.PositiveIntegerField(default=0)
    held: "list[Membership] | None" = None
    """The roles that `sight.held_by` has read for this request."""

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django's, with one thing more that ends the sessions which do not have it."""
        known = f"{self.password}\0{self.factor_changes}"
        return salted_hmac("sagsloft.session", known, secret=secret, algorithm="sha256").hexdigest()


class Membership(models.Model):
    """One role (`roles.Role`) of one person in one municipality.

    `team`: of a team leader; `known_as`: of a caseworker, what the case system calls them; `opened_until`: of a Task
    Force consultant, the last day of the course. `by_sign_on`: given and taken by the groups of the municipality's own
    sign-on.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=30)
    team = models.ForeignKey(Team, on_delete=models.RESTRICT, null=True, blank=True)
    known_as = models.CharField(max_length=200, blank=True)
    opened_until = models.DateField(null=True, blank=True)
    by_sign_on = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "municipality", "role", "team"], name="role_once", nulls_distinct=False
            ),
        )


class Invitation(models.Model):
    """`token_hash`: SHA-256 of what stands in the link; the link itself is kept nowhere. `invited_by`: none where the
    first administrator was invited from the command line."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE)
    email = models.EmailField()
    role = models.CharField(max_length=30)
    team = models.ForeignKey(Team, on_delete=models.RESTRICT, null=True, blank=True)
    known_as = models.CharField(max_length=200, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class Course(models.Model):
    """What a municipality has opened to a Task Force course. Under `key` its cases have names of their own there."""

    municipality = models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="course")
    opened_until = models.DateField()
    key = models.BinaryField(max_length=KEY_LENGTH, default=random_key)


class CaseKey(models.Model):
    """The key that names a case in the log. Without it the entries of that case can be linked by no one."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE)
    case_id = models.CharField(max_length=200)
    key = models.BinaryField(max_length=KEY_LENGTH, default=random_key)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["municipality", "case_id"], name="case_key_once"),)


class LogEntry(models.Model):
    """One act or one look at a case; a chain of its own for each municipality. Never changed, never removed.

    `subject`: HMAC-SHA-256 of the case's id under its key; "" where the act is about no case. `detail`: JSON without
    personal data. `hash`: over all of it and `former`.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="log")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=64, blank=True)
    detail = models.TextField(blank=True)
    former = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("municipality", "number")
        constraints = (models.UniqueConstraint(fields=["municipality", "number"], name="log_number_once"),)


class LogHead(models.Model):
    """The last entry of a municipality's log; whoever adds one holds this row."""

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, related_name="log_head")
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)


class DayHead(models.Model):
    """The hash of a municipality's last entry of a day, which is published outside the database too."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    day = models.DateField()
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["municipality", "day"], name="day_head_once"),)
