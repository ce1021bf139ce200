"""The one wall: which cases this person may see, now. Every query about cases begins here."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from sagsloft.web.accounts.access import FIGURES, sees
from sagsloft.web.accounts.models import Course, Membership, Municipality, User
from sagsloft.web.accounts.roles import SEES_CASES, WHOLE_MUNICIPALITY, Role
from sagsloft.web.accounts.searching import forget

if TYPE_CHECKING:
    from sagsloft.web.monitor.models import Case, Obligation

__all__ = [
    "Sight",
    "choose_municipality",
    "current_municipality",
    "current_roles",
    "held_by",
    "led_teams",
    "memberships",
    "municipalities",
    "sees_aggregates_only",
    "sees_all_cases",
    "sight",
    "visible_cases",
    "visible_obligations",
]

CHOSEN = "municipality"
PSEUDONYM_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Sight:
    """How a person sees the cases of a municipality. `course`: its key, where they see them under second pseudonyms.

    Every link to a case is made by `address_of`, and followed by `behind`.
    """

    free_text: bool
    course: bytes | None

    def name_of(self, case_id: str) -> str:
        """What this person may call the case."""
        if self.course is None:
            return case_id
        return "tf-" + hmac.new(self.course, case_id.encode(), hashlib.sha256).hexdigest()[:PSEUDONYM_LENGTH]

    def address_of(self, public_id: UUID) -> UUID:
        """What stands for the case in the addresses of this person's pages: under a course, what leads nowhere outside
        of it."""
        return public_id if self.course is None else _put_through(public_id, _cipher(self.course).encryptor())

    def behind(self, address: UUID) -> UUID:
        """The `public_id` that this person means by an address. Whoever's it is not gets one that no case has."""
        return address if self.course is None else _put_through(address, _cipher(self.course).decryptor())


def _cipher(course: bytes) -> Cipher[ECB]:
    """Turns one id into another and back, so that no one needs to look through all cases for the one that is meant."""
    key = hmac.new(course, b"addresses", hashlib.sha256).digest()
    return Cipher(AES256(key), ECB())  # noqa: S305 - one block at a time, and no two are alike


def _put_through(number: UUID, cipher: CipherContext) -> UUID:
    return UUID(bytes=cipher.update(number.bytes) + cipher.finalize())


def memberships(user: User | AnonymousUser) -> list[Membership]:
    """The roles that hold today: a course that has ended or was closed gives none, nor does a person shut out."""
    if not isinstance(user, User) or not user.is_active:
        return []
    held = user.memberships.select_related("municipality", "team").order_by("municipality__name", "role", "pk")
    open_still = Q(opened_until__gte=timezone.localdate(), municipality__course__isnull=False)
    return list(held.filter(~Q(role=Role.TASKFORCE_KONSULENT) | open_still))


def held_by(request: HttpRequest) -> list[Membership]:
    """The roles of whoever asks. They are read once: each request has a user object of its own, which keeps them."""
    if isinstance(request.user, User) and request.user.held is None:
        request.user.held = memberships(request.user)
    return _held(request.user)


def municipalities(request: HttpRequest) -> list[Municipality]:
    """Those in which the person has a role."""
    return list({each.municipality_id: each.municipality for each in held_by(request)}.values())


def current_roles(request: HttpRequest) -> frozenset[Role]:
    """In the current municipality."""
    municipality = current_municipality(request)
    return frozenset(Role(each.role) for each in held_by(request) if each.municipality == municipality)


def current_municipality(request: HttpRequest) -> Municipality | None:
    """The only one, or the one that was chosen; None where there is none, or it is still to be chosen."""
    within = municipalities(request)
    if len(within) == 1:
        return within[0]
    chosen = request.session.get(CHOSEN)
    return next((each for each in within if each.pk == chosen), None)


def sees_aggregates_only(request: HttpRequest) -> bool:
    """No role here lets the person nearer to a case than figures of many (method, section 9)."""
    return not any(sees(role, "figures") for role in current_roles(request) & FIGURES)


def choose_municipality(request: HttpRequest, municipality: Municipality) -> None:
    forget(request.session)
    request.session[CHOSEN] = municipality.pk


def sees_all_cases(user: User | AnonymousUser, municipality: Municipality) -> bool:
    """Some role here shows every case of the municipality."""
    return any(each.municipality_id == municipality.pk and each.role in WHOLE_MUNICIPALITY for each in _held(user))


def led_teams(user: User | AnonymousUser, municipality: Municipality) -> frozenset[str]:
    """The teams that this person leads, as the case system calls them."""
    led = (each for each in _held(user) if each.role == Role.TEAMLEDER and each.municipality_id == municipality.pk)
    return frozenset(each.team.known_as for each in led if each.team is not None)


def visible_cases(user: User | AnonymousUser, municipality: Municipality) -> "QuerySet[Case]":
    return municipality.cases.filter(_seen(user, municipality))


def visible_obligations(user: User | AnonymousUser, municipality: Municipality) -> "QuerySet[Obligation]":
    """Those of the cases that this person may see."""
    return municipality.obligation_set.filter(_seen(user, municipality, of="case__"))


def sight(user: User | AnonymousUser, municipality: Municipality) -> Sight:
    """As the access table has it. Of several roles one that sees all cases decides; else the one that sees least."""
    roles = frozenset(Role(each.role) for each in _held(user) if each.municipality_id == municipality.pk)
    deciding = {role for role in roles & WHOLE_MUNICIPALITY if sees(role, "case_name")} or roles & SEES_CASES
    is_named = all(sees(role, "case_name") and sees(role, "matters") for role in deciding)
    return Sight(
        free_text=all(sees(role, "free_text") for role in deciding),
        course=None if is_named else bytes(Course.objects.get(municipality=municipality).key),
    )


def _held(user: User | AnonymousUser) -> list[Membership]:
    """As `held_by` has read them for this request; outside of one they are read anew each time."""
    kept = user.held if isinstance(user, User) else None
    return memberships(user) if kept is None else list(kept)


def _seen(user: User | AnonymousUser, municipality: Municipality, of: str = "") -> Q:
    """Which cases, as a condition on a table; `of` leads from its rows to the case. Nothing is seen by default."""
    seen = Q(pk__in=())
    for held in _held(user):
        if held.municipality_id == municipality.pk:
            seen |= _seen_by(held, of)
    return seen


def _seen_by(held: Membership, of: str) -> Q:
    match Role(held.role):
        case role if role in WHOLE_MUNICIPALITY:
            return Q(municipality=held.municipality_id)  # not an empty condition: Django leaves those out of an "or"
        case Role.TEAMLEDER if held.team is not None:
            return Q(**{f"{of}team": held.team.known_as})
        case Role.RAADGIVER if held.known_as:
            return Q(**{f"{of}caseworker": held.known_as})
    return Q(pk__in=())
