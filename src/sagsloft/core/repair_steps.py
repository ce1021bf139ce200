"""What can happen to a line of the repair list: the steps of `repairs.json`, and who took each."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sagsloft.core.logbook import LogKind, Step

__all__ = [
    "REPAIRS",
    "Assigned",
    "CarriedOver",
    "Closed",
    "Opened",
    "Reopened",
    "RepairStep",
    "TakenBack",
    "Withdrawn",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairStep(Step):
    """What happens to one line. `line`: its id, "R1" and so on in the order of opening; `on`: a local day."""

    on: date
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(RepairStep):
    """Round `round_id` found a breach. `carried_from`: the line's first id, where it began in an earlier list."""

    lasts: ClassVar[bool] = True
    round_id: str
    case_id: str
    criterion: str
    what: str
    citations: str
    carried_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(RepairStep):
    """Who is to mend it, and by when."""

    by: str
    owner: str
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(RepairStep):
    """It is mended. `evidence`: what was done, and where it is seen."""

    by: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(RepairStep):
    """It was not mended, or it was a breach after all."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(RepairStep):
    """The final record says that it was no breach."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver(RepairStep):
    """It lives on in the list of a later round, as the line `to_line`."""

    lasts: ClassVar[bool] = True
    to_round: str
    to_line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(RepairStep):
    """The line's last step was a slip."""

    takes_back: ClassVar[bool] = True
    by: str
    reason: str


REPAIRS: LogKind[RepairStep] = LogKind(
    "sagsloft-repairs",
    1,
    {
        "opened": Opened,
        "assigned": Assigned,
        "closed": Closed,
        "reopened": Reopened,
        "withdrawn": Withdrawn,
        "carried_over": CarriedOver,
        "taken_back": TakenBack,
    },
)
