"""The log of what was done and seen: one chain of entries for each municipality.

An entry names a case by an HMAC under that case's own key. Whoever erases the key leaves the chain whole, and the
entries linked to no child.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sagsloft.core.cpr import holds_cpr
from sagsloft.web.accounts.log_chain import hash_of
from sagsloft.web.accounts.models import CaseKey, LogEntry, LogHead, Municipality, User

__all__ = ["LISTED", "LOOKED", "PROGRAM", "entries_about", "last_entry", "listed", "look", "record"]

LOOKED, LISTED = "case.look", "cases.list"
PROGRAM = "sagsloft"
"""Who acts where no person does: the nightly work, and the command line."""
Detail = Mapping[str, str | int | bool | None]


def record(
    *,
    municipality: Municipality,
    by: User | None,
    action: str,
    case_id: str | None = None,
    detail: Detail | None = None,
) -> LogEntry:
    """Add an entry, in the transaction of what it tells of: if that fails, there is no entry.

    `by`: None where the program acts by itself. `detail` holds no personal data; a case's number belongs in `case_id`.
    Raises ValueError where a CPR number stands in it.
    """
    said = json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if holds_cpr(said):
        raise ValueError(action)
    with transaction.atomic(savepoint=False):
        subject = "" if case_id is None else _subject(_key(municipality, case_id), case_id)
        head, _ = LogHead.objects.select_for_update().get_or_create(municipality=municipality)
        entry = LogEntry(
            municipality=municipality,
            number=head.number + 1,
            at=timezone.now(),
            actor=PROGRAM if by is None else str(by.public_id),
            action=action,
            subject=subject,
            detail="" if not detail else said,
            former=head.hash,
        )
        entry.hash = hash_of(entry)
        entry.save(force_insert=True)
        head.number, head.hash = entry.number, entry.hash
        head.save(update_fields=["number", "hash"])
    return entry


def look(*, municipality: Municipality, by: User, case_id: str, page: str) -> LogEntry:
    """Someone saw what a named child's case holds. `page`: the name of the URL, such as `monitor:case`."""
    return record(municipality=municipality, by=by, action=LOOKED, case_id=case_id, detail={"page": page})


def listed(*, municipality: Municipality, by: User, page: str, query: Detail | None = None) -> LogEntry:
    """Someone saw a list of cases: one entry with what was asked for, but never with a case's number."""
    return record(municipality=municipality, by=by, action=LISTED, detail={**(query or {}), "page": page})


def entries_about(municipality: Municipality, case_id: str) -> QuerySet[LogEntry]:
    """Who looked at a case or did something with it, the newest first; none where it has no key any more."""
    key = CaseKey.objects.filter(municipality=municipality, case_id=case_id).first()
    if key is None:
        return LogEntry.objects.none()
    return LogEntry.objects.filter(municipality=municipality, subject=_subject(key, case_id)).order_by("-number")


def last_entry(municipality: Municipality) -> int:
    """Its number; 0 where the log is empty."""
    number = LogHead.objects.filter(municipality=municipality).values_list("number", flat=True).first()
    return number or 0


def _key(municipality: Municipality, case_id: str) -> CaseKey:
    key, _ = CaseKey.objects.get_or_create(municipality=municipality, case_id=case_id)
    return key


def _subject(key: CaseKey, case_id: str) -> str:
    return hmac.new(bytes(key.key), case_id.encode(), hashlib.sha256).hexdigest()
