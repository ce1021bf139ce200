"""Two imports of the same source: what is new, what was corrected, and what was withdrawn."""

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from sagsloft.pipeline.question import Question, load_rulebook, read_files
from sagsloft.pipeline.results import ensure_kept
from sagsloft.render.files import together, write_csv
from sagsloft.sources.comparison import compare

__all__ = ["Difference", "diff", "write_changes"]

CHANGES = "changes.csv"


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes (`sources.comparison.CHANGES`), and what goes with reading them."""

    question: Question
    changes: pl.DataFrame
    timezone: str
    rejected_rows: int


def diff(question: Question, *, increment: bool = False) -> Difference:
    """From the first file of the question to the second.

    The second is a snapshot, so that what is missing in it was withdrawn; an `increment` withdraws nothing.
    """
    book = load_rulebook(question.rules, question.only_rules)
    files = zip(question.events, _mappings(question), strict=True)
    earlier, later = (read_files([file], question, book) for file in files)
    return Difference(
        question=question,
        changes=compare(earlier, later, increment=increment),
        timezone=book.calendar.timezone,
        rejected_rows=sum(reading.rejected.select("file", "row").n_unique() for reading in (earlier, later)),
    )


def _mappings(question: Question) -> tuple[Path | None, ...]:
    """A later export of the same source has another name, and is read by the same mapping."""
    match question.mappings:
        case (folder,) if folder.is_dir():
            first, *_ = replace(question, events=question.events[:1]).mapping_files
            return (first,) * len(question.events)
    return question.mapping_files


def write_changes(found: Difference, folder: Path) -> None:
    """changes.csv in a folder. Raises UserError where it cannot be written, or would replace a file that was read."""
    ensure_kept(found.question, folder, [CHANGES])
    with together(folder) as hidden:
        write_csv(found.changes, hidden / CHANGES, found.timezone)
