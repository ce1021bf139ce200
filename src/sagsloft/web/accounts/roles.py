"""The roles that a person can have in a municipality, and what each may see of a case."""

from django.db.models import TextChoices

from sagsloft.web.accounts.speech import spoken

__all__ = ["SEES_CASES", "TWO_FACTORS", "Role"]


class Role(TextChoices):
    """One person may have several, also in several municipalities."""

    RAADGIVER = "raadgiver", spoken("role.raadgiver")
    TEAMLEDER = "teamleder", spoken("role.teamleder")
    KVALITETSKONSULENT = "kvalitetskonsulent", spoken("role.kvalitetskonsulent")
    LEDER = "leder", spoken("role.leder")
    POLITIKER = "politiker", spoken("role.politiker")
    TASKFORCE_KONSULENT = "taskforce-konsulent", spoken("role.taskforce-konsulent")
    DATABESKYTTELSE = "databeskyttelse", spoken("role.databeskyttelse")
    ADMINISTRATOR = "administrator", spoken("role.administrator")


SEES_CASES = frozenset(
    {
        Role.RAADGIVER,
        Role.TEAMLEDER,
        Role.KVALITETSKONSULENT,
        Role.LEDER,
        Role.TASKFORCE_KONSULENT,
        Role.DATABESKYTTELSE,
    }
)
TWO_FACTORS = SEES_CASES | {Role.ADMINISTRATOR}
"""They sign in with two factors; an administrator too, who can give others a role that sees cases."""
