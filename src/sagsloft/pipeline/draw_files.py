"""The two files of a draw: the frame, which is confidential, and the record, which anyone may hold against it."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from sagsloft.core.cpr import CPR_SHAPE
from sagsloft.core.draw_record import Record
from sagsloft.core.errors import UserError
from sagsloft.core.frame import Frame
from sagsloft.pipeline.sealed import unique_names
from sagsloft.render.files import together, write_json

__all__ = ["FRAME", "RECORD", "frame_beside", "in_folder", "read_frame", "read_record", "write_new", "write_record"]

FRAME, RECORD = "frame.csv", "draw.json"
COLUMNS = (["case_id"], ["case_id", "family"])
LARGEST = 64 * 2**20
"""Bytes. A frame of a million cases is smaller."""


def in_folder(file: Path, name: str) -> Path:
    """The file itself; where it is a folder, the file of that name in it."""
    return file / name if file.is_dir() else file


def read_record(file: Path) -> Record:
    """Raises UserError where the file is no record, or was changed by another hand."""
    try:
        content = json.loads(_text(file), object_pairs_hook=unique_names)
    except (ValueError, RecursionError):
        raise UserError("sample.not_a_record") from None
    return Record.from_json(content)


def read_frame(file: Path) -> Frame:
    """As `write_new` wrote it, or saved again by a spreadsheet. Raises UserError where the file is no frame."""
    lines = _text(file).splitlines()
    header = next(csv.reader(lines, delimiter=_delimiter(lines)), [])
    if header not in COLUMNS:
        raise UserError("sample.not_a_frame", file=file)
    rows = [row for row in csv.reader(lines[1:], delimiter=_delimiter(lines)) if any(cell.strip() for cell in row)]
    if any(len(row) != len(header) for row in rows):
        raise UserError("sample.not_a_frame", file=file)
    # No id begins with an apostrophe of its own: it is what keeps a spreadsheet from running the text as a formula.
    cells = [[cell.strip().removeprefix("'") for cell in row] for row in rows]
    families = {case: family or None for case, family in cells} if len(header) > 1 else None
    return Frame.of([case for case, *_ in cells], families)


def frame_beside(record: Path, frame: Path | None) -> Frame:
    """The frame of a record: the file that is named, else the one in the same folder."""
    return read_frame(frame or record.parent / FRAME)


def write_new(record: Record, frame: Frame, folder: Path) -> None:
    """Raises UserError where the folder holds a draw already, or cannot be written."""
    for name in (FRAME, RECORD):
        if (folder / name).exists():
            raise UserError("sample.exists", file=folder / name)
    with together(folder) as hidden:
        (hidden / FRAME).write_text(frame.text, "utf-8", newline="")
        _write(record, hidden / RECORD)


def write_record(record: Record, file: Path) -> None:
    """The record with its new steps in the place of the one without them."""
    with together(file.parent) as hidden:
        _write(record, hidden / file.name)


def _write(record: Record, file: Path) -> None:
    content = record.as_json()
    if any(re.search(CPR_SHAPE, text) for text in _texts(content)):
        raise UserError("sample.cpr_in_record")
    write_json(content, file)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from (*_texts(name), *_texts(each))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise UserError("sample.too_large", file=file)
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("sample.not_utf8", file=file) from None
    except (OSError, ValueError) as error:
        raise UserError("sample.cannot_read", file=file) from error


def _delimiter(lines: list[str]) -> str:
    """A Danish spreadsheet saves with semicolons."""
    return ";" if lines and ";" in lines[0] else ","
