"""A JSON file of ours, to be read by anyone and edited by no one: it says its format, and the hash of all the rest.

`sha256` is that of the file without it, as UTF-8 with sorted names and no spaces. It shows a slip of an editor, not an
enemy: who means to deceive can make it anew.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from sagsloft.core.errors import UserError
from sagsloft.render.files import write_json

__all__ = ["read_sealed", "unique_names", "write_sealed"]

LARGEST = 64 * 2**20
"""Bytes. The largest of ours, the answers to 60 cases, is a hundredth of it."""


def write_sealed(content: Mapping[str, object], form: str, file: Path) -> None:
    """Write it under its format."""
    whole = {"format": form, **content}
    write_json({**whole, "sha256": _hash(whole)}, file)


def read_sealed(file: Path, form: str) -> dict[str, object]:
    """What was written, without format and hash.

    Raises UserError where the file cannot be opened, is not ours, is of another format, or was changed by another hand.
    """
    try:
        content = json.loads(_text(file), object_pairs_hook=unique_names)
    except (ValueError, RecursionError):
        raise UserError("sealed.not_ours", file=file) from None
    written = content.get("format") if isinstance(content, dict) else None
    if not isinstance(written, str) or written.rpartition("-")[0] != form.rpartition("-")[0]:
        raise UserError("sealed.not_ours", file=file)
    if written != form:
        raise UserError("sealed.another_format", file=file, found=written, known=form)
    if content.pop("sha256", None) != _hash(content):
        raise UserError("sealed.changed", file=file)
    del content["format"]
    return dict(content)


def unique_names(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Who reads the file sees the first of two, and a program the last. Raises ValueError."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(len(pairs))
    return found


def _text(file: Path) -> str:
    """Raises ValueError where it is no text, or far too long."""
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError(file.name)
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise UserError("sealed.unreadable", file=file, detail=error.strerror or error) from error


def _hash(content: Mapping[str, object]) -> str:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode(errors="surrogatepass")).hexdigest()
