"""The erasures, written outside the database, so that a backup from before them does not bring a case back.

A file for each municipality, `<slug>.csv`. A line: when; the erasure's own number, which stands in the log too; the
number of that entry of the log; which secret key; and HMAC-SHA-256 of the case's number under a key made of it.
"""

import csv
import os
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

from sagsloft.core.errors import UserError
from sagsloft.web.accounts.models import Municipality

__all__ = ["Line", "append", "current_key", "keys", "lines", "name_of"]

CASE, KEY = "sagsloft.erasures.case", "sagsloft.erasures.key"
"""They set our HMACs apart from all others under the same secret."""
BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`at`: ISO 8601, UTC. An erasure that was done again after a restore has one more line, with a later entry."""

    at: str
    erasure: str
    entry: int
    key: str
    case: str


def lines(municipality: Municipality) -> list[Line]:
    """In the order in which they were written. Raises UserError where one is not understood."""
    file = _file(municipality)
    if not file.exists():
        return []
    with file.open(encoding="ascii", newline="") as kept:
        return [_line(row, number, file) for number, row in enumerate(csv.reader(kept), start=1)]


def append(municipality: Municipality, line: Line) -> None:
    """The line is on the disk when this returns. Raises OSError where it cannot be written."""
    file = _file(municipality)
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", newline="") as kept:
        csv.writer(kept, lineterminator="\n").writerow(astuple(line))
        kept.flush()
        os.fsync(kept.fileno())


def keys() -> Mapping[str, str]:
    """The secret keys, the one in use first, by the name that a line calls each."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return {salted_hmac(KEY, "", secret=each, algorithm="sha256").hexdigest()[:8]: each for each in secrets}


def current_key() -> str:
    """What lines call the one in use."""
    return next(iter(keys()))


def name_of(municipality: Municipality, case_id: str, secret: str) -> str:
    """What a line under this secret key calls the case, in hexadecimal."""
    return salted_hmac(CASE, f"{municipality.slug}{BETWEEN}{case_id}", secret=secret, algorithm="sha256").hexdigest()


def _line(row: list[str], number: int, file: Path) -> Line:
    if len(row) != len(fields(Line)) or not row[2].isdecimal():
        raise UserError("erasure.bad_line", file=file, line=number)
    at, erasure, entry, key, case = row
    return Line(at=at, erasure=erasure, entry=int(entry), key=key, case=case)


def _file(municipality: Municipality) -> Path:
    folder: Path = settings.ERASURES
    return folder / f"{municipality.slug}.csv"
