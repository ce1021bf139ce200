"""What stands around every page: the way to the others."""

from typing import Any

from django import template
from django.template import Context

__all__ = ["register"]

register = template.Library()
MENU = {
    "monitor:today": "web.menu_today",
    "monitor:cases": "web.menu_cases",
    "monitor:figures": "web.menu_figures",
    "monitor:quality": "web.menu_quality",
    "monitor:law": "web.menu_law",
    "accounts:people": "web.menu_people",
    "accounts:units": "web_teams.title",
    "accounts:course": "web.menu_course",
    "accounts:looks": "web.menu_looks",
}
"""The pages that the menu leads to, and what it calls them."""
BELONGS_TO = {
    "monitor:case": "monitor:cases",
    "monitor:search": "monitor:cases",
    "monitor:keep_filter": "monitor:cases",
    "monitor:theme": "monitor:figures",
    "monitor:rule": "monitor:law",
    "accounts:invite": "accounts:people",
    "accounts:role": "accounts:people",
    "accounts:unit": "accounts:units",
    "accounts:add_team": "accounts:units",
    "accounts:team": "accounts:units",
    "accounts:remove_unit": "accounts:units",
    "accounts:remove_team": "accounts:units",
    "accounts:erase": "accounts:looks",
}
"""Pages below those of the menu."""


@register.simple_tag(takes_context=True)
def menu(context: Context) -> list[tuple[str, str, bool]]:
    """The pages that open for this person: the name of the URL, of what to call it, and whether it is shown now."""
    may: Any = context.get("may", frozenset())
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    shown = match.view_name if match else ""
    shown = BELONGS_TO.get(shown, shown)
    return [(url, key, url == shown) for url, key in MENU.items() if url in may]
