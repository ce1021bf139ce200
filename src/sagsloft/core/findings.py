"""What does a round of reviews show, and which cases stand behind it?

Numbers, cases and answers; no words about them. What may be said of a level or a change is worked out from them each
time that it is asked for (`core.goals`, `core.ladder`), and only of a whole random draw.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sagsloft.core import unsaid
from sagsloft.core.breaches import FoundBreach, breaches
from sagsloft.core.counterparts import Counterpart, find, law_in_words, unlike
from sagsloft.core.criterion_findings import Cases, CriterionFinding, applied, gather, grouped
from sagsloft.core.errors import MessageId, UserError
from sagsloft.core.estimates import Count, Interval, none_found_at_most
from sagsloft.core.goals import Standing
from sagsloft.core.judgements import Organisation, ProtocolUsed, judged, used
from sagsloft.core.protocols import Criterion
from sagsloft.core.reviews import CaseReview
from sagsloft.core.round_result import RoundResult, Unready, Window
from sagsloft.core.rounds import MOST_PRIMARY, CriterionCount, Finding
from sagsloft.core.scales import Criticality
from sagsloft.core.theme_findings import BenchmarkFinding, ThemeFinding, benchmark_findings, theme_findings
from sagsloft.core.tickets import SeedOrigin
from sagsloft.core.unsaid import Unsaid

__all__ = ["EarlierRound", "Findings", "conclude"]


@dataclass(frozen=True, slots=True)
class EarlierRound:
    """The round that this one is compared with."""

    round_id: str
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A round, concluded. Internal: it holds the ids of cases and the readers' reasons.

    `frame`: the cases that were drawn from; `drawn`: how many of them were; `cases`: those that it rests on, in ticket
    order, and `left_out` the others, of a draft. `criticality`: empty where the protocol asks for none. Raises
    ValueError where there are more cases than were drawn, or an answer is about another.
    """

    round_id: str
    protocol: ProtocolUsed
    as_of: date
    window: Window
    frame: int
    drawn: int
    origin: SeedOrigin | None
    is_draft: bool
    cases: Cases
    left_out: Mapping[Unready, int]
    criteria: tuple[CriterionFinding, ...]
    themes: tuple[ThemeFinding, ...]
    benchmarks: tuple[BenchmarkFinding, ...]
    criticality: Mapping[Criticality, Cases]
    organisation: Organisation | None
    breaches: tuple[FoundBreach, ...]
    alarms: Mapping[str, int]
    earlier: EarlierRound | None
    counterparts: tuple[Counterpart, ...]
    unsaid: tuple[Unsaid, ...]

    def __post_init__(self) -> None:
        told = (case for each in self.criteria for cases in each.answers.values() for case in cases)
        if not len(self.cases) <= self.drawn <= self.frame or not set(self.cases).issuperset(told):
            raise ValueError(f"{len(self.cases)} cases of {self.drawn} from {self.frame}")

    @property
    def speaks_of_frame(self) -> bool:
        """Were the cases drawn at random, and are all of them read? Only then is anything known of the others."""
        return self.origin is not None and not self.left_out

    def count(self, criterion: CriterionFinding) -> Count:
        """N is the whole frame: how many of its cases the criterion is relevant for is not known."""
        return Count(criterion.relevant, criterion.met, self.frame)

    def interval(self, criterion: CriterionFinding) -> Interval | None:
        """None where nothing is known of the frame, or the criterion was relevant nowhere."""
        return self.count(criterion).interval if self.speaks_of_frame and criterion.relevant else None

    def standing(self, criterion: CriterionFinding) -> Standing | None:
        """The level against the goal; None without a goal, and where nothing is known of the frame."""
        if criterion.goal is None or not self.speaks_of_frame:
            return None
        return Standing(self.count(criterion), criterion.goal)

    @property
    def critical(self) -> Count | None:
        """How many are critical (`met` are those); None where nothing is known of the frame, or none was asked for."""
        if not self.criticality or not self.speaks_of_frame:
            return None
        return Count(len(self.cases), len(self.criticality[Criticality.CRITICAL]), self.frame)

    @property
    def critical_at_most(self) -> float | None:
        """The one-sided bound (95 %) of "none found"; None where one was, which has an interval instead."""
        count = self.critical
        return None if count is None or count.met else none_found_at_most(count.relevant, count.frame)

    def counted(self, criterion: CriterionFinding) -> CriterionCount:
        """The criterion as two rounds are compared by it."""
        before = next((each for each in self.counterparts if each.code == criterion.code), None)
        return CriterionCount(
            name=criterion.code,
            count=self.count(criterion),
            law=criterion.law,
            primary=criterion.is_primary,
            comparable=None if before is None else before.unlike is None,
            goal=criterion.goal,
        )

    @property
    def changes(self) -> tuple[Finding, ...]:
        """Each criterion that the round before had too: both counts, and for the primary ones a claim."""
        if not self.speaks_of_frame:
            return ()
        now = {each.code: self.counted(each) for each in self.criteria}
        return tuple(Finding(each.before, now[each.code], each.unlike is None) for each in self.counterparts)


def conclude(result: RoundResult, *, earlier: Findings | None = None, draft: bool = False) -> Findings:
    """From the records of a round to what it shows. `earlier`: the findings of the round that it is compared with.

    Raises UserError where a case is unread, unfinished or unresolved (a `draft` leaves it out), where the primary
    criteria or the goals are not of the protocol, and where the two rounds do not go together.
    """
    _ensure_criteria(result)
    _ensure_earlier(result, earlier)
    unready = result.unready()
    organisation = None if result.organisation is None else judged(result.organisation)
    unjudged = result.organisation is not None and organisation is None
    if not draft:
        _ensure_finished(unready, unjudged=unjudged)
    finished = [each for place, each in enumerate(result.cases, 1) if place not in unready]
    if not finished:
        raise UserError("findings.nothing_finished")
    records = [each.final(result.protocol) for each in finished]
    cases = tuple(each.case_id for each in finished)
    criteria = tuple(_criterion(each, records, result, earlier) for each in result.protocol.criteria)
    themes = theme_findings(result.protocol, records)
    counterparts = tuple(_counterparts(criteria, result, earlier))
    criticality = {each.case_id: each.criticality for each in records if each.criticality is not None}
    return Findings(
        round_id=result.round_id,
        protocol=used(result.protocol),
        as_of=result.as_of,
        window=result.window,
        frame=result.frame,
        drawn=len(result.cases),
        origin=result.origin,
        is_draft=bool(unready) or unjudged,
        cases=cases,
        left_out=_counted(unready),
        criteria=criteria,
        themes=themes,
        benchmarks=benchmark_findings(result.protocol, themes, cases),
        criticality=grouped(criticality, Criticality) if result.protocol.criticality else {},
        organisation=organisation,
        breaches=tuple(breaches(result.protocol, records)),
        alarms=result.alarms,
        earlier=None if earlier is None else EarlierRound(earlier.round_id, earlier.as_of),
        counterparts=counterparts,
        unsaid=(
            *unsaid.of_round(result, unready, organisation_left_out=unjudged),
            *unsaid.of_criteria(criteria, counterparts, alone=_alone(result, earlier)),
        ),
    )


def _criterion(
    criterion: Criterion, records: Sequence[CaseReview], result: RoundResult, earlier: Findings | None
) -> CriterionFinding:
    """A goal holds until another is named."""
    before = None if earlier is None else find(criterion, earlier.criteria)
    standing = before.goal if before is not None and before.is_same(criterion) else None
    return gather(
        criterion,
        records,
        result.event_answers,
        law=law_in_words(criterion, applied(criterion, records, result.event_answers), result),
        is_primary=criterion.code in result.primary,
        goal=result.goals.get(criterion.code, standing),
    )


def _counterparts(
    criteria: Sequence[CriterionFinding], result: RoundResult, earlier: Findings | None
) -> Iterator[Counterpart]:
    if earlier is None:
        return
    for criterion, now in zip(result.protocol.criteria, criteria, strict=True):
        before = find(criterion, earlier.criteria)
        if before is not None and before.is_judged and now.is_judged:
            windows = earlier.window, result.window
            why = unlike(criterion, (before, now), windows, result.rules)
            yield Counterpart(now.code, earlier.counted(before), why)


def _alone(result: RoundResult, earlier: Findings | None) -> tuple[str, ...]:
    """The judged criteria that one of two rounds alone has: those of this one first."""
    if earlier is None:
        return ()
    found = {each.code: find(each, earlier.criteria) for each in result.protocol.criteria if each.is_judged}
    known = {each.code for each in found.values() if each is not None}
    new = [code for code, before in found.items() if before is None]
    return (*new, *(each.code for each in earlier.criteria if each.is_judged and each.code not in known))


def _counted(unready: Mapping[int, Unready]) -> Mapping[Unready, int]:
    states = list(unready.values())
    return {each: states.count(each) for each in Unready if each in states}


def _ensure_finished(unready: Mapping[int, Unready], *, unjudged: bool) -> None:
    """With the places in the draw: a case's number is confidential."""
    if unready:
        places = {each: [str(place) for place, state in unready.items() if state is each] for each in Unready}
        told = {str(each): ", ".join(found) or MessageId("findings.no_case") for each, found in places.items()}
        raise UserError("findings.not_finished", count=len(unready), **told)
    if unjudged:
        raise UserError("findings.organisation_not_finished")


def _ensure_criteria(result: RoundResult) -> None:
    judged_codes = {each.code for each in result.protocol.criteria if each.is_judged}
    unknown = sorted({*result.primary, *result.goals} - judged_codes)
    if unknown:
        raise UserError("findings.unknown_criteria", criteria=", ".join(unknown), protocol=result.protocol.id)
    if len(result.primary) > MOST_PRIMARY:
        raise UserError("compare.too_many_primary", count=len(result.primary), most=MOST_PRIMARY)


def _ensure_earlier(result: RoundResult, earlier: Findings | None) -> None:
    """As `rounds.compare` does: primary criteria chosen when the answers are known would be the ones that rose."""
    if earlier is None:
        return
    if earlier.protocol.id != result.protocol.id:
        raise UserError("findings.another_protocol", earlier=earlier.protocol.id, later=result.protocol.id)
    if earlier.as_of >= result.as_of:
        raise UserError("findings.not_earlier", earlier=earlier.as_of, later=result.as_of)
    if not earlier.speaks_of_frame:
        raise UserError("findings.earlier_not_whole")
    found = {each.code: find(each, earlier.criteria) for each in result.protocol.criteria}
    named = {code for code, before in found.items() if before is not None and before.is_primary}
    if named != result.primary:
        raise UserError("compare.primary_changed", criteria="; ".join(sorted(named ^ result.primary)))
