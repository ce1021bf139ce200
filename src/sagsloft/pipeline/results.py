"""What `check` found, as files in a folder."""

from pathlib import Path

from sagsloft.core import obligations
from sagsloft.core.errors import UserError
from sagsloft.messages import Language
from sagsloft.pipeline.checking import Check
from sagsloft.pipeline.documents import report, write_list
from sagsloft.pipeline.provenance import ensure_same_key, provenance
from sagsloft.render.files import in_words, together, write_csv, write_json, write_parquet

__all__ = ["REPORT", "RESULTS", "WORKLIST", "write"]

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


def write(found: Check, folder: Path, language: Language) -> None:
    """Write the report, the worklist and the tables behind them into a folder.

    Raises UserError where the folder cannot be written; then nothing has been.
    """
    given = {file.resolve() for file in found.question.events}
    if any((folder / name).resolve() in given for name in RESULTS):
        raise UserError("out.would_replace", file=found.question.events[0])
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
