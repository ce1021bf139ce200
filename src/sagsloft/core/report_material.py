"""What is a report made of, and which of it may leave the unit?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sagsloft.core.agreement import Agreement
from sagsloft.core.critical import AlarmCounts
from sagsloft.core.estimates import Count
from sagsloft.core.findings import Findings
from sagsloft.core.overview import Overview
from sagsloft.core.protocols import Protocol
from sagsloft.core.repairs import Repair
from sagsloft.core.report import Edition, Evidence, Message, Reach, Value
from sagsloft.core.report_charts import Measure
from sagsloft.core.rounds import CriterionCount
from sagsloft.core.rules import Rule
from sagsloft.core.unsaid import SMALLEST_FRAME

__all__ = ["Material", "evidence", "may_be_published"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A concluded round, and what else a report tells of.

    `name`: of the source. `organisation`: the protocol of the organisation's review. `earlier`: the findings of the
    round before. `overview`: the deadlines, judged as of the round's day, with their `rules` by id. `alarms` and
    `repairs`: as they stand on the day `on`. `account`: what the municipality has written. `measures`: what was set
    going. `provenance`: the hashes of all that went in. `lacking`: what a draft was made without.
    """

    name: str
    findings: Findings
    protocol: Protocol
    organisation: Protocol | None
    earlier: Findings | None
    agreement: Agreement
    overview: Overview | None
    rules: Mapping[str, Rule]
    repairs: tuple[Repair, ...]
    alarms: AlarmCounts
    account: tuple[str, ...]
    measures: tuple[Measure, ...]
    on: date
    is_invented: bool
    edition: Edition
    provenance: tuple[tuple[Message, Value], ...]
    lacking: tuple[Message, ...] = ()

    @property
    def is_public(self) -> bool:
        return self.edition is Edition.PUBLIC

    @property
    def withholds_cases(self) -> bool:
        """Counts of the cases that were read stay in the unit."""
        return self.is_public and not may_be_published(self.findings)

    @property
    def before(self) -> Findings | None:
        """The round before, where it may be told of."""
        if self.earlier is None or (self.is_public and not may_be_published(self.earlier)):
            return None
        return self.earlier

    def counted_before(self, code: str) -> CriterionCount | None:
        """What the round before showed of a criterion, where the two may be compared."""
        if self.before is None or not self.findings.speaks_of_frame:
            return None
        found = (each for each in self.findings.counterparts if each.code == code and each.unlike is None)
        return next((each.before for each in found), None)

    def evidence(self, relevant: int, met: int, *, none_found: bool = False, of: Message | None = None) -> Evidence:
        """What so many of the cases of this round say. `none_found`: the bound is one-sided, for nothing was found."""
        return evidence(self.findings, relevant, met, none_found=none_found, of=of)


def may_be_published(findings: Findings) -> bool:
    """Counts of a random draw from a frame of at least 40, whose membership is secret (method, section 9 a).

    Where all cases of the frame were drawn, there is no secret.
    """
    return findings.origin is not None and findings.frame >= SMALLEST_FRAME and findings.drawn < findings.frame


def evidence(
    findings: Findings, relevant: int, met: int, *, none_found: bool = False, of: Message | None = None
) -> Evidence:
    """What so many of a round's cases say of its frame."""
    count = Count(relevant, met, findings.frame)
    if not findings.speaks_of_frame or not relevant:
        return Evidence(count, Reach.READ, of)
    if count.is_census:
        return Evidence(count, Reach.ALL, of)
    return Evidence(count, Reach.NONE_FOUND if none_found else Reach.FRAME, of)
