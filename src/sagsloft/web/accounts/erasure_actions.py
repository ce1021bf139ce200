"""A case is erased: everything that is kept of it, here and wherever a restored backup would bring it back."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC

from django.db import transaction

from sagsloft.core.errors import UserError
from sagsloft.web.accounts import case_data, erasure_file
from sagsloft.web.accounts.erasure_file import Line
from sagsloft.web.accounts.log import record
from sagsloft.web.accounts.models import LogEntry, Municipality, User

__all__ = ["Reapplied", "ask_to_erase", "erase_case", "has_erased_since", "not_done", "reapply_erasures"]

ASKED, ERASED, ERASED_AGAIN = "case.ask_to_erase", "case.erase", "case.erase_again"
"""What the log calls them."""
ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Reapplied:
    """`erasures`: that this database did not know of; `cases`: of theirs that were in it, and are not any more."""

    erasures: int
    cases: int


@transaction.atomic
def ask_to_erase(*, municipality: Municipality, case_id: str, by: User) -> Mapping[str, int]:
    """What would be erased: rows, by the id of the message that says what they are; empty where there is nothing.

    The question is an entry of the log, about the case where anything is kept of it.
    """
    case_data.hold(municipality)
    kept = case_data.count(municipality, case_id)
    record(municipality=municipality, by=by, action=ASKED, case_id=case_id if kept else None)
    return kept


@transaction.atomic
def erase_case(*, municipality: Municipality, case_id: str, by: User | None) -> bool:
    """Remove everything of the case, and the key that leads to its entries in the log. False where there was nothing.

    The entry about this names no case. Raises UserError where the erasure cannot be written outside the database; then
    nothing is erased. If the machine stops between the two, `reapply_erasures` ends what was begun.
    """
    case_data.hold(municipality)
    if not case_data.count(municipality, case_id):
        return False
    erasure = secrets.token_hex(ID_LENGTH)
    entry = record(municipality=municipality, by=by, action=ERASED, detail={"erasure": erasure})
    case_data.remove(municipality, {case_id})
    key = erasure_file.current_key()
    _write(entry, Line(at="", erasure=erasure, entry=0, key=key, case=_name(municipality, case_id, key)))
    return True


def has_erased_since(municipality: Municipality, number: int) -> bool:
    """Has a case been erased since this entry of the log?"""
    later = LogEntry.objects.filter(municipality=municipality, number__gt=number)
    return later.filter(action__in=(ERASED, ERASED_AGAIN)).exists()


def not_done(municipality: Municipality) -> list[Line]:
    """Of each erasure that this database does not know of, the first line: it is older than they are.

    An erasure that it knows is not done again, even where the case is back: a later import has told of it.
    """
    told = erasure_file.lines(municipality)
    ours = LogEntry.objects.filter(municipality=municipality, action__in=(ERASED, ERASED_AGAIN))
    details = ours.filter(number__in={line.entry for line in told}).values_list("detail", flat=True)
    known = {json.loads(detail)["erasure"] for detail in details}
    return list({line.erasure: line for line in reversed(told) if line.erasure not in known}.values())[::-1]


@transaction.atomic
def reapply_erasures(*, municipality: Municipality, by: User | None) -> Reapplied:
    """Erase again what was erased after the database's backup was taken; once more, and nothing happens.

    Raises UserError where the secret key of a line is not known, or one cannot be written; then nothing is erased.
    """
    case_data.hold(municipality)
    missing = not_done(municipality)
    unknown = {line.key for line in missing} - erasure_file.keys().keys()
    if unknown:
        raise UserError("erasure.unknown_key", municipality=municipality.name, keys=", ".join(sorted(unknown)))
    found = _cases(municipality, {line.key for line in missing})
    for line in missing:
        entry = record(municipality=municipality, by=by, action=ERASED_AGAIN, detail={"erasure": line.erasure})
        case_data.remove(municipality, {found[line.case]} if line.case in found else ())
        _write(entry, line)
    return Reapplied(len(missing), len({line.case for line in missing} & found.keys()))


def _write(entry: LogEntry, line: Line) -> None:
    at = entry.at.astimezone(UTC).isoformat(timespec="seconds")
    try:
        erasure_file.append(entry.municipality, replace(line, at=at, entry=entry.number))
    except OSError:
        raise UserError("erasure.not_written") from None


def _name(municipality: Municipality, case_id: str, key: str) -> str:
    return erasure_file.name_of(municipality, case_id, erasure_file.keys()[key])


def _cases(municipality: Municipality, keys: Iterable[str]) -> Mapping[str, str]:
    """The cases that are here, by what lines under these keys call them."""
    numbers = case_data.case_ids(municipality) if keys else ()
    return {_name(municipality, number, key): number for key in keys for number in numbers}
