"""What the forms that reviewers fill in are made of."""

from dataclasses import dataclass
from datetime import date, datetime

from sagsloft.core.scales import Answer, Track
from sagsloft.messages import Language

__all__ = ["CaseSheet", "EventItem", "FormHead", "TimelineRow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormHead:
    """What every form says first.

    `invented`: the data are made up, and every sheet says so. `as_of`: local, aware; the cases are judged as they were
    on its day. `window`: the first and the last day that a case is read for. `leader`: whom to call at once about a
    critical case.
    """

    round_id: str
    reviewer: str
    language: Language
    invented: bool
    as_of: datetime
    window: tuple[date, date]
    leader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """One event of a case; a time is what the clock on the wall showed, without offset."""

    when: date | datetime
    label: str
    details: str
    matter: str | None
    caseworker: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSheet:
    """One case of a reader. `place`: in the draw, from 1; it names the sheet, for a case's number is confidential.

    `tracks`: what this reader reads it for; `timeline`: in order of time.
    """

    place: int
    case_id: str
    tracks: frozenset[Track]
    timeline: tuple[TimelineRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventItem:
    """One criterion of a case that the reader and the events answer differently; `why`: paragraphs on the events'."""

    case_id: str
    criterion: str
    own: Answer
    events: Answer
    why: tuple[str, ...]
