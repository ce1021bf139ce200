"""What may be concluded from a round, and what must be repaired because of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from sagsloft import __version__, rulebook
from sagsloft.core import critical
from sagsloft.core.errors import UserError
from sagsloft.core.findings import Findings
from sagsloft.core.findings import conclude as concluded
from sagsloft.core.protocols import Criterion
from sagsloft.core.repairs import Breach, Repair
from sagsloft.core.reviews import CaseReview
from sagsloft.core.round_result import OrganisationReview, RoundResult
from sagsloft.messages import Language
from sagsloft.pipeline.findings_files import FINDINGS, read_findings, write_findings
from sagsloft.pipeline.follow_up import ALARM_FILE, REPAIR_FILE, carry_over, open_repairs, read_alarms
from sagsloft.pipeline.question import sha256
from sagsloft.pipeline.review_forms import ORGANISATION
from sagsloft.pipeline.review_rounds import ROUND, ReviewRound
from sagsloft.pipeline.review_state import RoundState, load_state
from sagsloft.pipeline.review_store import REVIEWS

__all__ = ["Conclusion", "conclude"]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """`repairs`: the lines that were opened now; `carried`: those still open from the round before."""

    state: RoundState
    findings: Findings
    repairs: tuple[Repair, ...]
    carried: tuple[Repair, ...]


def conclude(folder: Path, at: datetime, *, previous: Path | None = None, draft: bool = False) -> Conclusion:
    """Write a round's findings into its folder, and open a line of repair for each breach of the law.

    `previous`: the folder of the round before. A draft writes findings alone. Raises UserError where the round is not
    finished (and it is no draft), or the two rounds do not go together.
    """
    state = load_state(folder)
    waiting = [name for name in state.independent if any(not item.reason for item in state.differing(name))]
    if not draft:
        _ensure_done(state, waiting)
    _ensure_logs(state, folder)
    if previous is not None and not (previous / FINDINGS).is_file():
        raise UserError("review.previous_not_concluded", folder=previous)
    earlier = None if previous is None else read_findings(previous).findings
    findings = concluded(_result(state, folder, at), earlier=earlier, draft=draft)
    findings = replace(findings, is_draft=findings.is_draft or bool(waiting))
    write_findings(findings, folder, _provenance(state.plan, folder))
    if findings.is_draft:
        return Conclusion(state, findings, (), ())
    round_id, on = state.plan.round_id, at.date()
    carried = () if previous is None else carry_over(previous, folder, round_id, on)
    repairs = open_repairs(folder, list(_breaches(findings, state.plan)), round_id, on)
    return Conclusion(state, findings, repairs, carried)


def _ensure_done(state: RoundState, waiting: Sequence[str]) -> None:
    """Every independent reader has said why they differ from the events, and the organisation is judged.

    The rest is for the findings to ask.
    """
    unfinished = any(state.gaps(reader) for reader in state.independent)
    if waiting and not unfinished:
        raise UserError("review.events_unanswered", readers=", ".join(waiting))
    unread = any(case.unready(state.plan.protocol) is not None for case in state.cases)
    if state.lacks_organisation and not unread:
        raise UserError("review.organisation_missing", reader=state.plan.reviewers[0].name, file=ORGANISATION)


def _ensure_logs(state: RoundState, folder: Path) -> None:
    """Raises UserError where a log is gone: what was done about an alarm or a breach would be forgotten in silence."""
    called = {review.case_id for each in state.stored for review in critical.critical_reports(each.reviews)}
    if not called <= {each.case_id for each in critical.alarms(read_alarms(folder))}:
        raise UserError("critical.log_gone", file=folder / ALARM_FILE)
    if (folder / FINDINGS).is_file() and not (folder / REPAIR_FILE).is_file():
        findings = read_findings(folder).findings
        if findings.breaches and not findings.is_draft:
            raise UserError("repair.log_gone", file=folder / REPAIR_FILE)


def _result(state: RoundState, folder: Path, at: datetime) -> RoundResult:
    plan = state.plan
    organisation = None
    if plan.organisation is not None:
        organisation = OrganisationReview(plan.organisation, state.organisation or CaseReview("", ""))
    # A case that was skipped is no part of what is concluded, but a child was in danger, and somebody had to answer.
    drawn = [each for each in critical.alarms(read_alarms(folder)) if each.case_id in {*plan.cases, *plan.skipped}]
    return RoundResult(
        protocol=plan.protocol,
        round_id=plan.round_id,
        frame=plan.frame,
        cases=state.cases,
        as_of=plan.as_of.date(),
        window=plan.window,
        origin=plan.origin,
        primary=frozenset(plan.primary),
        goals=plan.goals,
        rules={rule.id: rule for rule in rulebook.load().rules},
        event_answers=state.events,
        organisation=organisation,
        alarms=asdict(critical.counts(drawn, at)),
    )


def _breaches(findings: Findings, plan: ReviewRound) -> Iterator[Breach]:
    for each in findings.breaches:
        criterion = plan.protocol.criterion(each.criterion)
        question = criterion.question.en if plan.language is Language.ENGLISH else criterion.question.da
        what = f"{question} {each.reason}".strip()
        yield Breach(each.case_id, each.criterion, what, _citations(criterion))


def _citations(criterion: Criterion) -> str:
    return "; ".join(map(str, criterion.citations))


def _provenance(plan: ReviewRound, folder: Path) -> dict[str, object]:
    """What an outsider needs to find the same."""
    return {
        "software": {"name": "sagsloft", "version": __version__},
        "round": {"file": ROUND, "sha256": sha256(folder / ROUND)},
        "draw": plan.record_now,
        "skipped": Counter(plan.skipped.values()),
        "events": dict(plan.source),
        "protocol": {"id": plan.protocol.id, "version": plan.protocol.version, "sha256": plan.protocol.hash},
        "rulebook": rulebook.load().hash,
        "invented": plan.invented,
        "readings": [{"file": file.name, "sha256": sha256(file)} for file in sorted((folder / REVIEWS).glob("*.json"))],
    }
