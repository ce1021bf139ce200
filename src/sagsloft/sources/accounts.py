"""What a municipality says of its own work, as a file of plain paragraphs."""

import re
from pathlib import Path

from sagsloft.core.errors import UserError
from sagsloft.sources.identity import ensure_no_cpr_written

__all__ = ["read_account"]

LARGEST = 2**20
"""Bytes: some two hundred pages."""
PARAGRAPHS = re.compile(r"\n\s*\n")
POINT = re.compile(r"\n(?=[ \t]*(?:[-*•]|\d+[.)]) )")
MARKS = re.compile(r"^#+\s*|\*\*|__", re.MULTILINE)


def read_account(file: Path) -> tuple[str, ...]:
    """Its paragraphs: what stands between empty lines; a point of a list is one of its own, and a heading too.

    Raises UserError where it cannot be read, says nothing, or holds what may be a CPR number.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise UserError("reporting.account_too_long", file=file)
        text = file.read_text("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UserError("reporting.account_no_text", file=file) from None
    except OSError as error:
        raise UserError("sealed.unreadable", file=file, detail=error.strerror or error) from error
    ensure_no_cpr_written(text, file)
    parts = (point for part in PARAGRAPHS.split(text) for point in POINT.split(part))
    found = tuple(words for part in parts if (words := " ".join(MARKS.sub("", part).split())))
    if not found:
        raise UserError("reporting.account_empty", file=file)
    return found
