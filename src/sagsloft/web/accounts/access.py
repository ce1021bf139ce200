"""Who may open which page, do what there, and see which fields: one table. What is not in it is open to no one.

`sagsloft.web.accounts.gate` asks it at every request; docs/adgang.md is printed from it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sagsloft.web.accounts.roles import MANY_CASES, SEES_CASES, Role

__all__ = ["BY_URL", "FIGURES", "INSTEAD", "PAGES", "Audience", "Page", "may_open", "sees"]


class Audience(StrEnum):
    """Pages that ask for no role."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`url`: its name. `action`: what one does there, and `fields`, what one sees: words of messages/*/access.toml.

    `until_set_up`: it opens before the second factor is set up.
    """

    url: str
    action: str
    to: Audience | frozenset[Role]
    fields: tuple[str, ...] = ()
    until_set_up: bool = False


FIGURES = SEES_CASES | {Role.POLITIKER}
ADMINISTRATION = frozenset({Role.ADMINISTRATOR})
PROTECTION = frozenset({Role.DATABESKYTTELSE})
OF_A_CASE = ("case_name", "team", "caseworker", "obligations")

INSTEAD: Mapping[Role, Mapping[str, str]] = {
    Role.TASKFORCE_KONSULENT: {"case_name": "second_pseudonym", "matters": "matters_in_order", "free_text": "nothing"},
    Role.POLITIKER: {"figures": "aggregates"},
}
"""What a role sees in the place of a field; whoever has no line here sees the field itself."""

ENTRANCE = tuple(
    Page(url=url, action=action, to=Audience.ANYONE, until_set_up=True)
    for url, action in (
        ("account_login", "sign_in"),
        ("account_logout", "sign_out"),
        ("account_inactive", "sign_in"),
        ("account_signup", "read_closed"),
        ("account_reset_password", "reset_password"),
        ("account_reset_password_done", "reset_password"),
        ("account_reset_password_from_key", "reset_password"),
        ("account_reset_password_from_key_done", "reset_password"),
        ("mfa_authenticate", "second_factor"),
        ("mfa_login_webauthn", "sign_in"),
        ("openid_connect_login", "sign_on"),
        ("openid_connect_callback", "sign_on"),
        ("socialaccount_login_cancelled", "sign_on"),
        ("socialaccount_login_error", "sign_on"),
        ("socialaccount_signup", "read_closed"),
        ("accounts:accept", "accept"),
        ("accounts:language", "choose_language"),
    )
)
OWN = tuple(
    Page(url=url, action=action, to=Audience.SIGNED_IN, fields=("own_details",), until_set_up=True)
    for url, action in (
        ("start", "find_start"),
        ("accounts:profile", "own_profile"),
        ("accounts:municipality", "choose_municipality"),
        ("account_reauthenticate", "confirm_self"),
        ("account_change_password", "change_password"),
        ("account_set_password", "change_password"),
        ("mfa_index", "set_up_factors"),
        ("mfa_reauthenticate", "confirm_self"),
        ("mfa_reauthenticate_webauthn", "confirm_self"),
        ("mfa_activate_totp", "set_up_factors"),
        ("mfa_deactivate_totp", "set_up_factors"),
        ("mfa_list_webauthn", "set_up_factors"),
        ("mfa_add_webauthn", "set_up_factors"),
        ("mfa_edit_webauthn", "set_up_factors"),
        ("mfa_remove_webauthn", "set_up_factors"),
        ("mfa_view_recovery_codes", "set_up_factors"),
        ("mfa_generate_recovery_codes", "set_up_factors"),
        ("mfa_download_recovery_codes", "set_up_factors"),
    )
)
SETTINGS = tuple(
    Page(url=url, action=action, to=ADMINISTRATION, fields=("people", "roles"))
    for url, action in (
        ("accounts:people", "read_people"),
        ("accounts:invite", "invite"),
        ("accounts:withdraw", "withdraw_invitation"),
        ("accounts:role", "change_role"),
        ("accounts:revoke", "revoke"),
    )
)
TEAMS = tuple(
    Page(url=url, action=action, to=ADMINISTRATION, fields=("teams",))
    for url, action in (
        ("accounts:units", "read_teams"),
        ("accounts:unit", "change_unit"),
        ("accounts:remove_unit", "remove_unit"),
        ("accounts:add_team", "add_team"),
        ("accounts:team", "change_team"),
        ("accounts:remove_team", "remove_team"),
    )
)
OTHERS = (
    Page(url="accounts:course", action="open_course", to=frozenset({Role.LEDER}), fields=("consultants",)),
    Page(url="accounts:looks", action="read_log", to=PROTECTION, fields=("looks",)),
    Page(url="accounts:erase", action="erase_case", to=PROTECTION, fields=("what_is_kept",)),
)

MONITOR = (
    Page(url="monitor:today", action="read_today", to=SEES_CASES, fields=OF_A_CASE),
    Page(url="monitor:cases", action="read_cases", to=SEES_CASES, fields=OF_A_CASE),
    Page(url="monitor:search", action="search_case", to=SEES_CASES),
    Page(url="monitor:export", action="export_cases", to=SEES_CASES, fields=OF_A_CASE),
    Page(url="monitor:keep_filter", action="keep_filter", to=SEES_CASES),
    Page(url="monitor:throw_filter_away", action="keep_filter", to=SEES_CASES),
    Page(url="monitor:case", action="read_case", to=SEES_CASES, fields=(*OF_A_CASE, "matters", "events", "free_text")),
    Page(url="monitor:figures", action="read_figures", to=FIGURES, fields=("figures",)),
    Page(url="monitor:deadlines", action="read_deadlines", to=MANY_CASES, fields=("figures", "team")),
    Page(url="monitor:missed", action="read_missed", to=MANY_CASES, fields=("case_name", "obligations")),
    Page(url="monitor:theme", action="read_figures", to=FIGURES, fields=("figures",)),
    Page(url="monitor:quality", action="read_quality", to=MANY_CASES, fields=("figures", "sources")),
    Page(url="monitor:law", action="read_law", to=Audience.SIGNED_IN, fields=("rules",)),
    Page(url="monitor:rule", action="read_law", to=Audience.SIGNED_IN, fields=("rules",)),
    Page(url="monitor:accessibility", action="read_statement", to=Audience.ANYONE, until_set_up=True),
)

PAGES: tuple[Page, ...] = (*ENTRANCE, *OWN, *SETTINGS, *TEAMS, *OTHERS, *MONITOR)
BY_URL = {page.url: page for page in PAGES}


def may_open(page: Page, *, signed_in: bool, roles: Collection[Role]) -> bool:
    match page.to:
        case Audience.ANYONE:
            return True
        case Audience.SIGNED_IN:
            return signed_in
    return signed_in and not page.to.isdisjoint(roles)


def sees(role: Role, field: str) -> bool:
    """The field itself, and not what stands in its place."""
    return field not in INSTEAD.get(role, {})
