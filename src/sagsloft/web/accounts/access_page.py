"""docs/adgang.md: the access table, as a page for whoever must answer for it."""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from sagsloft.messages import Language, say
from sagsloft.web.accounts.access import INSTEAD, PAGES, Audience, Page
from sagsloft.web.accounts.roles import TWO_FACTORS, Role

__all__ = ["addresses", "page"]


def page(language: Language) -> str:
    """In Markdown."""

    def of(key: str) -> str:
        return say(f"access.{key}", language)

    roles = (
        (_name(role, language), _about(role, language), of("yes" if role in TWO_FACTORS else "no")) for role in Role
    )
    where = {name: address for name, address in addresses() if name}
    pages = ((f"`/{where[each.url]}`", of(each.action), _to(each, language), _fields(each, language)) for each in PAGES)
    parts = (
        f"# {of('title')}",
        of("intro"),
        f"## {of('which_cases')}",
        of("which_cases_why"),
        _table((of("column_role"), of("column_is"), of("column_factors")), roles),
        of("politician"),
        f"## {of('pages')}",
        _table((of("column_address"), of("column_action"), of("column_to"), of("column_fields")), pages),
    )
    return "\n\n".join(parts) + "\n"


def addresses(resolver: URLResolver | None = None, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Every URL there is: its name ("" where it has none) and its pattern."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name}" if each.name else "", f"{before}{each.pattern}"
        else:
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from addresses(each, f"{before}{each.pattern}", inner)


def _to(each: Page, language: Language) -> str:
    if isinstance(each.to, Audience):
        return say(f"access.to_{each.to}", language)
    return ", ".join(_name(role, language) for role in Role if role in each.to)


def _fields(each: Page, language: Language) -> str:
    """And what stands in their place for some of those who may open the page."""
    told = ", ".join(_field(field, language) for field in each.fields or ("none",))
    instead = [
        say(
            "access.instead",
            language,
            role=_name(role, language),
            field=_field(field, language),
            other=_field(other, language),
        )
        for role, others in INSTEAD.items()
        if not isinstance(each.to, Audience) and role in each.to
        for field, other in others.items()
        if field in each.fields
    ]
    return ". ".join((told, *instead))


def _field(field: str, language: Language) -> str:
    return say(f"access.field_{field}", language)


def _name(role: Role, language: Language) -> str:
    return say(f"role.{role}", language)


def _about(role: Role, language: Language) -> str:
    return say(f"role.about_{role.name.lower()}", language)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
