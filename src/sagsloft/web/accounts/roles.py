"""The roles that a person can have in a municipality, and what each may see of a case."""

from django.db.models import TextChoices

from sagsloft.web.accounts.speech import spoken

__all__ = ["MANY_CASES", "SEES_CASES", "TWO_FACTORS", "WHOLE_MUNICIPALITY", "Role"]


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


WHOLE_MUNICIPALITY = frozenset({Role.KVALITETSKONSULENT, Role.LEDER, Role.TASKFORCE_KONSULENT})
"""They see every case."""
MANY_CASES = WHOLE_MUNICIPALITY | {Role.TEAMLEDER}
"""They see more than cases of their own."""
SEES_CASES = MANY_CASES | {Role.RAADGIVER}
TWO_FACTORS = SEES_CASES | {Role.DATABESKYTTELSE, Role.ADMINISTRATOR}
"""They sign in with two factors; an administrator too, who can give others a role that sees cases."""
