"""What is asked: which files, read how, judged by which rules, as of when."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path

from sagsloft import rulebook, sources
from sagsloft.core.errors import MessageId, UserError
from sagsloft.core.overview import ATTRIBUTES
from sagsloft.rulebook import Rulebook
from sagsloft.sources import Key, Mapping, Reading
from sagsloft.sources.identity import ensure_no_cpr_written

__all__ = ["Question", "load_rulebook", "read_events", "read_files", "sha256", "source_names"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Files of events with their mappings, the rules to judge by, and the day to judge as of."""

    events: tuple[Path, ...]
    mappings: tuple[Path, ...] = ()
    """None, one for all files, one for each in their order, or a folder with one for each under the file's name."""
    rules: tuple[Path, ...] = ()
    only_rules: Path | None = None
    standards: bool = False
    as_of: date | datetime | None = None
    known_at: date | datetime | None = None
    key: Path | None = None
    """The file of the key that makes pseudonyms."""

    @property
    def mapping_files(self) -> tuple[Path | None, ...]:
        """The mapping file of each file of events. Raises UserError where they do not go together."""
        match self.mappings:
            case ():
                return (None,) * len(self.events)
            case (folder,) if folder.is_dir():
                return tuple(_in_folder(folder, file) for file in self.events)
            case (one,):
                return (one,) * len(self.events)
            case several if len(several) == len(self.events):
                return several
        raise UserError("mapping.how_many", files=len(self.events), mappings=len(self.mappings))


def load_rulebook(rules: tuple[Path, ...], only_rules: Path | None) -> Rulebook:
    """The shipped rulebook, or another in its place, with further folders laid over it.

    Raises UserError where they cannot be used, or hold what may be a CPR number.
    """
    if only_rules is not None and only_rules.is_dir() and not (only_rules / "rulebook.toml").is_file():
        raise UserError("rulebook.not_whole", file=only_rules)
    book = rulebook.load(only_rules or rulebook.SHIPPED, *rules)
    for folder in (*rules, *([only_rules] if only_rules else [])):
        for file in sorted(folder.rglob("*.toml")):
            ensure_no_cpr_written(file.read_text("utf-8"), file)
    return book


def read_events(question: Question, book: Rulebook, *, may_be_empty: bool = False) -> Reading:
    """The events, without attributes that no rule asks for. Raises UserError where there is nothing to judge.

    `may_be_empty`: files without any row are as they should be.
    """
    files = list(zip(question.events, question.mapping_files, strict=True))
    return read_files(files, question, book, may_be_empty=may_be_empty)


def read_files(
    files: Sequence[tuple[Path, Path | None]], question: Question, book: Rulebook, *, may_be_empty: bool = False
) -> Reading:
    """The same of some of the files, each with its mapping."""
    mappings = [Mapping() if mapping is None else sources.load_mapping(mapping) for _, mapping in files]
    for mapping in mappings:
        _ensure_known(mapping, book)
    reading = sources.read_exports(
        [(file, mapping) for (file, _), mapping in zip(files, mappings, strict=True)],
        timezone=book.calendar.timezone,
        attributes=book.attributes | ATTRIBUTES,
        key=None if question.key is None else Key.load(question.key),
    )
    if reading.last_event is None and not (may_be_empty and reading.rejected.is_empty()):
        raise _nothing_to_judge(reading)
    return reading


def source_names(question: Question) -> set[str]:
    """What the mappings call their sources; "" where one has no name. Raises UserError where one cannot be used."""
    return {"" if file is None else sources.load_mapping(file).name for file in question.mapping_files}


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, as `sha256sum` prints it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _in_folder(folder: Path, file: Path) -> Path:
    mapping = folder / f"{file.name.split('.')[0]}.toml"
    if not mapping.is_file():
        raise UserError("mapping.not_in_folder", folder=folder, file=file.name, mapping=mapping.name)
    return mapping


def _ensure_known(mapping: Mapping, book: Rulebook) -> None:
    """Activities and attributes that the mapping counts on: a name with a slip would silently change nothing."""
    for code in sorted(mapping.codes - book.activities.keys()):
        raise UserError(
            "mapping.unknown_activity", file=mapping.file, activity=code, similar=_similar(code, book.activities)
        )
    attributes = book.attributes | ATTRIBUTES | mapping.named_attributes
    for known, names, key in (
        (book.activities.keys() | attributes, mapping.covers, "source.covers"),
        (attributes, mapping.values, "values"),
    ):
        for name in sorted(set(names) - known):
            similar = _similar(name, known)
            raise UserError("mapping.unknown_name", file=mapping.file, key=key, name=name, similar=similar)


def _similar(name: str, known: Iterable[str]) -> str:
    return ", ".join(get_close_matches(name, sorted(known), n=5, cutoff=0.0))


def _nothing_to_judge(reading: Reading) -> UserError:
    files = ", ".join(dict.fromkeys(origin.name for origin in reading.origins))
    if reading.rejected.is_empty():
        return UserError("file.no_rows", file=files)
    first = reading.rejected.row(0, named=True)
    return UserError(
        "file.nothing_usable",
        file=first["file"],
        row=first["row"],
        column=first["column"] or MessageId("row.whole"),
        reason=MessageId(first["reason"]),
    )
