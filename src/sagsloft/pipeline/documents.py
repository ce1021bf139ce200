"""What people read of a check: the report, which names no case, and the worklist, which does."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from shlex import quote
from zoneinfo import ZoneInfo

from sagsloft import __version__, rulebook
from sagsloft.core.cpr import masked
from sagsloft.core.overview import overview
from sagsloft.messages import Language, say
from sagsloft.pipeline.checking import Check
from sagsloft.pipeline.question import sha256
from sagsloft.render.report_context import Context, Fingerprint
from sagsloft.render.report_page import report_page
from sagsloft.render.terminal import in_language
from sagsloft.render.worklist import WorklistInput, write_worklist
from sagsloft.sources import Note

__all__ = ["report", "write_list"]

LEFT_OUT = {"note.dropped_columns": "columns", "note.dropped_attributes": "attributes"}
"""Notes that the report shows in a place of their own."""


INSIDE = {"note.hidden_sheets", "note.unknown_activities"}
"""Notes whose names of sheets and activities may be those of people, or what someone wrote about a child."""


def report(found: Check, language: Language) -> str:
    """report.html: figures alone, and nothing about a single case."""
    reading, book = found.reading, found.book
    figures = overview(
        reading.events,
        found.trace,
        found.indicators,
        found.rules,
        book.calendar,
        found.as_of,
        vocabulary=book.activities,
        known_at=found.known_at,
        covers=reading.covers,
    )
    reasons = Counter(
        {
            say(reason, language): rows["row"].len()
            for (reason,), rows in reading.rejected.group_by("reason", maintain_order=True)
        }
    )
    context = Context(
        name=reading.name,
        rules=found.rules,
        calendar=book.calendar,
        labels={code: activity.label for code, activity in book.activities.items()},
        book=book.name,
        book_note=book.note,
        book_hash=book.hash,
        software=f"sagsloft {__version__}",
        files=tuple(Fingerprint(masked(file.name), sha256(file)) for file in _files(found)),
        command=command(found),
        known_at=found.known_at,
        unmeasurable=found.unmeasurable,
        published=rulebook.published() if book.country == rulebook.load().country else {},
        notes=tuple(_said(found, language)),
        rejected=found.rejected_rows,
        rejected_reasons=dict(reasons.most_common()),
        dropped=tuple(
            str(note.values[LEFT_OUT[note.message_id]]) for note in found.notes if note.message_id in LEFT_OUT
        ),
        invented=reading.invented,
    )
    return report_page(figures, context, language)


def write_list(found: Check, file: Path, language: Language) -> None:
    """arbejdsliste.xlsx: the cases that wait."""
    labels = {code: in_language(activity.label, language) for code, activity in found.book.activities.items()}
    write_worklist(
        WorklistInput(
            trace=found.trace,
            events=found.reading.events,
            rules=found.rules,
            calendar=found.book.calendar,
            labels=labels,
            as_of=found.as_of,
            unmeasurable=found.unmeasurable,
            source=found.reading.name,
            invented=found.reading.invented,
            places=found.reading.places,
        ),
        file,
        language,
    )


def command(found: Check) -> str:
    """The line that gives the same result from the same files."""
    question = found.question
    zone = ZoneInfo(found.book.calendar.timezone)
    words = ["sagsloft", "check", *(file.name for file in question.events)]
    words += [word for path in question.mappings for word in ("--mapping", path.name)]
    words += [word for path in question.rules for word in ("--rules", path.name)]
    words += ["--only-rules", question.only_rules.name] if question.only_rules else []
    words += ["--standards"] if question.standards else []
    words += ["--pseudonymise", question.key.name] if question.key else []
    words += ["--as-of", found.as_of.astimezone(zone).isoformat()]
    words += ["--known-at", found.known_at.astimezone(zone).isoformat()] if found.known_at else []
    return masked(" ".join(map(quote, words)))


def _files(found: Check) -> Iterable[Path]:
    """Events and mappings, each once."""
    question = found.question
    return dict.fromkeys([*question.events, *(file for file in question.mapping_files if file is not None)])


def _said(found: Check, language: Language) -> Iterable[str]:
    """The notes of the report, each once, without the names of sheets: there is often one for each caseworker."""
    files = [masked(file.name) for file in found.question.events]
    notes = (note for note in found.notes if note.message_id not in {*LEFT_OUT, *INSIDE})
    return dict.fromkeys(say(note.message_id, language, **_of_file(note, files)) for note in notes)


def _of_file(note: Note, files: Iterable[str]) -> dict[str, object]:
    sheet = str(note.values.get("file", ""))
    file = next((file for file in files if sheet.startswith(f"{file} [")), None)
    return note.values if file is None else note.values | {"file": file}
