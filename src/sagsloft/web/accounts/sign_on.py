"""A municipality's own sign-on (OpenID Connect): where it is, which groups have which roles, what a second factor is.

The file (JSON): `id`, `name`, `server`, `client`, and if wanted `secret` (better in SAGSLOFT_SIGN_ON_SECRET),
`groups_claim` ("groups"), `known_as_claim` ("preferred_username"), `acr` and `amr` (values that tell of two factors),
`addresses_are_verified` (true where nobody there can choose their own address, and its tokens do not say so),
and `groups`: a list of `{"group": …, "municipality": slug, "role": role, "team": name}`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

__all__ = ["GroupRole", "SignOn", "read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRole:
    """Whoever is in `group` has this role there; `team`: of a team leader, its name, which one team only may have."""

    group: str
    municipality: str
    role: str
    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOn:
    """`acr`, `amr`: the provider has asked for two factors where its token has one of these."""

    id: str
    name: str
    server: str
    client: str
    secret: str = field(repr=False)
    groups_claim: str = "groups"
    known_as_claim: str = "preferred_username"
    acr: frozenset[str] = frozenset()
    amr: frozenset[str] = frozenset({"mfa"})
    addresses_are_verified: bool = False
    groups: tuple[GroupRole, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.addresses_are_verified, bool):  # "false" is a text, and would pass for yes
            raise TypeError(self.addresses_are_verified)

    @property
    def origin(self) -> str:
        parts = urlsplit(self.server)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def municipalities(self) -> frozenset[str]:
        """Those that it may give roles in."""
        return frozenset(each.municipality for each in self.groups)

    def provider(self) -> dict[str, Any]:
        """As allauth wants it. Its users are found by address, where the provider says that it is verified."""
        app = {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client,
            "secret": self.secret,
            "settings": {
                "server_url": self.server,
                "email_authentication": True,
                "verified_email": True,  # those that are not have been turned away by then
                "fetch_userinfo": True,
            },
        }
        return {"APPS": [app], "OAUTH_PKCE_ENABLED": True, "EMAIL_AUTHENTICATION": True}

    def asked_for_two_factors(self, claims: Mapping[str, Any]) -> bool:
        """`claims` are those of the identity token, which the provider signed."""
        methods = claims.get("amr")
        named = {each for each in methods if isinstance(each, str)} if isinstance(methods, list) else set()
        return claims.get("acr") in self.acr or not self.amr.isdisjoint(named)

    def roles(self, claims: Mapping[str, Any]) -> tuple[GroupRole, ...]:
        """What the groups in these claims give."""
        groups = claims.get(self.groups_claim)
        named = set(groups) if isinstance(groups, list) and all(isinstance(each, str) for each in groups) else set()
        return tuple(each for each in self.groups if each.group in named)


def read(file: str, secret: str) -> SignOn | None:
    """The sign-on of that file; None where no file is named. A file that is not understood stops the start."""
    if not file:
        return None
    try:
        content = json.loads(Path(file).read_text("utf-8"))
        groups = tuple(GroupRole(**each) for each in content.pop("groups", ()))
        sets = {name: frozenset(content.pop(name)) for name in ("acr", "amr") if name in content}
        found = SignOn(**{"secret": secret, **content, **sets, "groups": groups})
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ImproperlyConfigured(f"SAGSLOFT_SIGN_ON: {file} is not understood ({type(error).__name__}).") from None
    local = urlsplit(found.server).hostname in {"localhost", "127.0.0.1"}
    if not found.server.startswith("https://") and not local:
        raise ImproperlyConfigured("SAGSLOFT_SIGN_ON: the server's address begins with https://.")
    return found
