"""Personal data stay outside the door: the guard against CPR numbers, and pseudonyms in the place of case numbers."""

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from sagsloft.core.cpr import CPR_SHAPE, holds_cpr, is_cpr_shaped
from sagsloft.core.errors import UserError
from sagsloft.sources.exports import Export, RawTable
from sagsloft.sources.search import WITHOUT_ITS_ZERO, first_in_table

__all__ = ["IDENTIFIERS", "Key", "ensure_no_cpr", "ensure_no_cpr_in", "ensure_no_cpr_written"]

IDENTIFIERS = ("case_id", "matter_id", "event_id")
"""What a key replaces: numbers of cases and matters often hold the child's own."""
KEY_FORM = re.compile(r"sagsloft-key-1 ([0-9a-f]{64})\s*")
KEY_BYTES = 32
PSEUDONYM_LENGTH = 16
"""Of 5 bits each: among ten million cases the chance that any two share a pseudonym is under 1 in 10 billion."""
OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Key:
    """The secret behind the pseudonyms. The same key gives the same case the same pseudonym in every file."""

    secret: bytes = field(repr=False)

    @classmethod
    def make(cls, path: Path) -> "Key":
        """A new key in a file of its own, readable by its owner alone. Raises UserError rather than replace a file."""
        key = cls(secrets.token_bytes(KEY_BYTES))
        try:
            path.touch(OWNER_ONLY, exist_ok=False)
            path.write_text(f"sagsloft-key-1 {key.secret.hex()}\n", "ascii")
        except FileExistsError:
            raise UserError("key.exists", file=path) from None
        except OSError as error:
            raise UserError("key.cannot_write", file=path, detail=error.strerror or error) from error
        return key

    @classmethod
    def load(cls, path: Path) -> "Key":
        """Raises UserError where the file is missing or holds no key."""
        try:
            written = path.read_text("ascii") if path.is_file() else None
        except (OSError, UnicodeDecodeError):
            written = None
        if written is None:
            raise UserError("key.missing", file=path)
        found = KEY_FORM.fullmatch(written)
        if found is None:
            raise UserError("key.not_a_key", file=path)
        return cls(bytes.fromhex(found[1]))

    @property
    def fingerprint(self) -> str:
        """Tells two keys apart, and nothing about either."""
        return hmac.digest(self.secret, b"sagsloft fingerprint", hashlib.sha256).hex()[:16]

    def pseudonym(self, text: str) -> str:
        """Letters and the digits 2 to 7 (HMAC-SHA-256 in base 32), which can never look like a CPR number."""
        digest = hmac.digest(self.secret, _as_one(text).encode(), hashlib.sha256)
        return base64.b32encode(digest).decode().lower()[:PSEUDONYM_LENGTH]

    def pseudonyms(self, values: pl.Series) -> pl.Series:
        """A pseudonym for each value; a missing one stays missing."""
        known = values.unique().drop_nulls()
        return values.replace_strict(known, [self.pseudonym(text) for text in known], return_dtype=pl.String)


def ensure_no_cpr(export: Export) -> None:
    """Raises UserError with the place of the first value, in any column, that may be a CPR number."""
    for sheet in export.sheets:
        place = sheet.first_match(CPR_SHAPE)
        if place is not None:
            column = sheet.columns.index(place.column) + 1 if place.column in sheet.columns else place.column
            raise UserError("cpr.found", file=export.path, row=place.row, column=column)


def ensure_no_cpr_in(raw: RawTable, columns: list[str], path: Path) -> None:
    """The same among these columns of a table alone: those that no key replaces."""
    found = first_in_table(raw.table.lazy().select(columns), CPR_SHAPE)
    if found is not None:
        raise UserError("cpr.found_beside_key", file=path, row=raw.numbers[found[0]], column=found[1])


def ensure_no_cpr_written(text: str, path: Path) -> None:
    """The same of a text that people write, such as a mapping: what stands in it may be shown anywhere."""
    for line, written in enumerate(text.splitlines(), start=1):
        if holds_cpr(written):
            raise UserError("cpr.found_in_text", file=path, line=line)


def _as_one(text: str) -> str:
    """One way of writing: composed letters, and a CPR number in ten digits, without its hyphen and with its zero."""
    text = unicodedata.normalize("NFC", text.strip())
    if len(text) == WITHOUT_ITS_ZERO and is_cpr_shaped("0" + text):
        return "0" + text
    return re.sub(r"\D", "", text) if is_cpr_shaped(text) else text
