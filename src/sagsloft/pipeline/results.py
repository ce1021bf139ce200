"""What `check` found, as files in a folder."""

import os
from collections.abc import Iterable
from pathlib import Path

from sagsloft.core import obligations
from sagsloft.core.errors import UserError
from sagsloft.messages import Language
from sagsloft.pipeline.checking import Check
from sagsloft.pipeline.documents import report, write_list
from sagsloft.pipeline.provenance import ensure_same_key, provenance
from sagsloft.pipeline.question import Question
from sagsloft.render.files import in_words, together, write_csv, write_json, write_parquet

__all__ = ["REPORT", "RESULTS", "WORKLIST", "ensure_kept", "write"]

REPORT = "report.html"
WORKLIST = "arbejdsliste.xlsx"
RESULTS = (
    REPORT,
    WORKLIST,
    "obligations.csv",
    "obligations.parquet",
    "indicators.csv",
    "rejected.csv",
    "warnings.csv",
    "run.json",
)


def ensure_kept(question: Question, folder: Path, results: Iterable[str]) -> None:
    """Raises UserError where a result in this folder would replace a file that was read."""
    asked = (*question.events, *question.mapping_files, question.key)
    given = {os.path.realpath(file): file for file in asked if file is not None}
    for name in results:
        if (file := given.get(os.path.realpath(folder / name))) is not None:
            raise UserError("out.would_replace", file=file)


def write(found: Check, folder: Path, language: Language) -> None:
    """Write the report, the worklist and the tables behind them into a folder.

    Raises UserError where the folder cannot be written; then nothing has been.
    """
    ensure_kept(found.question, folder, RESULTS)
    ensure_same_key(found.question, folder / "run.json")
    due = found.trace.select(*obligations.COLUMNS)
    timezone = found.book.calendar.timezone
    page = report(found, language)
    with together(folder) as hidden:
        (hidden / REPORT).write_text(page, "utf-8")
        write_list(found, hidden / WORKLIST, language)
        write_csv(due, hidden / "obligations.csv", timezone)
        write_parquet(due, hidden / "obligations.parquet")
        write_csv(found.indicators, hidden / "indicators.csv", timezone)
        write_csv(in_words(found.reading.rejected, "reason", language), hidden / "rejected.csv", timezone)
        write_csv(found.warnings, hidden / "warnings.csv", timezone)
        write_json(provenance(found), hidden / "run.json")
