"""The whole way on invented data: the exports of a municipality that is not there, their mappings, and the result."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from sagsloft.core.errors import UserError
from sagsloft.messages import Language
from sagsloft.pipeline.checking import Check, Progress, check, unseen
from sagsloft.pipeline.question import Question
from sagsloft.pipeline.results import write
from sagsloft.sources.synthetic import invent, write_exports

__all__ = ["Demonstration", "Invention", "demonstrate"]

LOG = "haendelser.csv"
"""Tells of the same events as the lists, and so has a folder of its own."""
ASKED = "opdigtet.json"
"""What was asked for: the same again may be written over it, for it has the same bytes."""
MOST_CASES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Invention:
    """How large, from when to when, and which of all possible ones."""

    seed: int = 2024
    cases: int = 300
    first: date = date(2022, 1, 1)
    last: date = date(2025, 12, 31)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was found in the lists; the same municipality as one event log; and the folders."""

    found: Check
    lists: tuple[Path, ...]
    log: Path
    mappings: Path
    result: Path


def demonstrate(folder: Path, invention: Invention, language: Language, progress: Progress = unseen) -> Demonstration:
    """Write Eksempelkøbing's exports and their mappings into a folder, judge the lists, and write the result there.

    Raises UserError where the folder cannot be written, holds another municipality, or nothing can be invented from
    what is asked.
    """
    if not 1 <= invention.cases <= MOST_CASES or invention.last <= invention.first:
        raise UserError("demo.impossible", most=MOST_CASES)
    exports, log, mappings = (folder / name for name in ("udtraek", "log", "mappings"))
    _ensure_same(folder, invention)
    try:
        for made in (exports, log, mappings):
            made.mkdir(parents=True, exist_ok=True)
        municipality = invent(invention.seed, cases=invention.cases, first=invention.first, last=invention.last)
        written = write_exports(municipality, exports)
        (exports / LOG).replace(log / LOG)
        for file in (files("sagsloft") / "demo" / "mappings").iterdir():
            (mappings / file.name).write_bytes(file.read_bytes())
        (folder / ASKED).write_text(_asked(invention), "utf-8")
    except OSError as error:
        raise UserError("out.cannot_write", folder=folder, detail=error.strerror or error) from error
    lists = tuple(file for file in written if file.name != LOG)
    found = check(Question(events=lists, mappings=(mappings,)), progress)
    write(found, folder / "resultat", language)
    return Demonstration(found, lists, log / LOG, mappings, folder / "resultat")


def _asked(invention: Invention) -> str:
    return json.dumps(asdict(invention), default=str) + "\n"


def _ensure_same(folder: Path, invention: Invention) -> None:
    """Raises UserError where another municipality lies there, or anything else that the demo would replace."""
    asked = folder / ASKED
    if asked.is_file() and asked.read_text("utf-8") == _asked(invention):
        return
    if folder.is_dir() and any(folder.iterdir()):
        raise UserError("demo.exists", folder=folder)
