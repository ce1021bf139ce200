"""What every page knows of the person before it."""

from typing import Any

from django.http import HttpRequest

from sagsloft.web.accounts.access import PAGES, may_open
from sagsloft.web.accounts.factors import lacks_second_factor
from sagsloft.web.accounts.sight import current_municipality, current_roles, municipalities

__all__ = ["person"]


def person(request: HttpRequest) -> dict[str, Any]:
    """`municipality`, `municipalities`, `roles`; `may`: the names of the pages that open for this person; and
    `lacks_second_factor`, which is asked only where a page shows it.
    """
    if not hasattr(request, "user"):  # an error before anyone could be recognised
        return {"municipality": None, "municipalities": [], "roles": frozenset(), "may": frozenset()}
    roles = current_roles(request)
    signed_in = request.user.is_authenticated
    return {
        "municipality": current_municipality(request),
        "municipalities": municipalities(request),
        "roles": roles,
        "may": frozenset(page.url for page in PAGES if may_open(page, signed_in=signed_in, roles=roles)),
        "lacks_second_factor": lambda: lacks_second_factor(request),
    }
