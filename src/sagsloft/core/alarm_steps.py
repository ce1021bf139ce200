"""What can happen to an alarm: the steps of `critical.json`, and who took each.

A report tells what was seen, never who saw it, so that it shows no blind reader to the other. All times are local, with
their offset: their date is the local day.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sagsloft.core.logbook import LogKind, Step

__all__ = [
    "ALARMS",
    "Acknowledged",
    "AlarmStep",
    "Answered",
    "Closed",
    "Escalated",
    "Reopened",
    "Reported",
    "TakenBack",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmStep(Step):
    """What happens to the alarm of a case."""

    at: datetime
    case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported(AlarmStep):
    """A reader called the case critical; the reason may be "" until it is written.

    It is never taken back: a slip is answered as one.
    """

    lasts: ClassVar[bool] = True
    reason: str
    leader: str
    director: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(AlarmStep):
    """Somebody has seen it and acts on it."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated(AlarmStep):
    """The director has been told."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(AlarmStep):
    """What was done to protect the child."""

    by: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(AlarmStep):
    """The answer was found to be enough."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(AlarmStep):
    """The answer was not enough after all."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(AlarmStep):
    """The alarm's last step but reports was a slip."""

    takes_back: ClassVar[bool] = True
    by: str
    reason: str


ALARMS: LogKind[AlarmStep] = LogKind(
    "sagsloft-critical",
    1,
    {
        "reported": Reported,
        "acknowledged": Acknowledged,
        "escalated": Escalated,
        "answered": Answered,
        "closed": Closed,
        "reopened": Reopened,
        "taken_back": TakenBack,
    },
)
