"""Which cases could not wait, was each answered the same day, and is every breach that was found mended?"""

from collections.abc import Mapping
from dataclasses import replace

from sagsloft.core.estimates import Count
from sagsloft.core.findings import Findings
from sagsloft.core.repairs import RepairState
from sagsloft.core.report import Basis, Block, Bulleted, Evidence, Reach, Section, Source, Statement, message
from sagsloft.core.report_charts import CriticalityChart
from sagsloft.core.report_material import Material, evidence
from sagsloft.core.scales import Criticality

__all__ = ["alarm_statement", "critical_chapter", "critical_statements", "repair_statement"]


def critical_chapter(material: Material) -> Section:
    """The judgements, the alarms, and the repairs."""
    blocks: list[Block] = []
    found = critical_statements(material)
    if found:
        blocks += [message("analyse.critical_means"), Bulleted(found), _chart(material)]
    else:
        blocks.append(message("analyse.critical_unasked"))
    alarms = alarm_statement(material)
    blocks.append(message("analyse.no_alarms") if alarms is None else alarms)
    mended = repair_statement(material)
    blocks.append(message("analyse.no_repairs") if mended is None else mended)
    return Section("kritiske", message("analyse.critical"), tuple(blocks), new_page=True)


def critical_statements(material: Material) -> tuple[Statement, ...]:
    """Critical cases with what that says of all; worrying ones likewise. None where the protocol asks for neither."""
    if not material.findings.criticality:
        return ()
    return tuple(
        Statement(f"kritisk-{place}", message(key), _evidences(judgement, material), Basis(Source.CRITICALITY))
        for place, (judgement, key) in enumerate(
            (
                (Criticality.CRITICAL, "analyse.critical_cases"),
                (Criticality.WORRYING, "analyse.worrying_cases"),
            ),
            1,
        )
    )


def repair_statement(material: Material) -> Statement | None:
    """How many of the lines are open; None where there are no lines."""
    lines = [each for each in material.repairs if each.state is not RepairState.WITHDRAWN]
    if not lines:
        return None
    still_open = sum(each.is_open for each in lines)
    said = message(
        "analyse.repairs",
        lines=len(lines),
        cases=len({each.case_id for each in lines}),
        open=still_open,
        on=material.on,
    )
    count = Evidence(Count(len(lines), still_open, len(lines)), Reach.ALL)
    return Statement("rettelser", said, (count,), Basis(Source.REPAIRS))


def alarm_statement(material: Material) -> Statement | None:
    """How many alarms were answered the same day; None where none was raised."""
    alarms = material.alarms
    if not alarms.raised:
        return None
    said = message("analyse.alarms", same_day=alarms.same_day, late=alarms.late, open=alarms.open, on=material.on)
    count = Evidence(Count(alarms.raised, alarms.same_day, alarms.raised), Reach.ALL)
    return Statement("alarmer", said, (count,), Basis(Source.ALARMS))


def _evidences(judgement: Criticality, material: Material) -> tuple[Evidence, ...]:
    """Of this round; with the one before, where there is one."""
    now = _evidence(judgement, material.findings)
    before = material.before
    if before is None or not before.criticality:
        return (now,)
    then = replace(_evidence(judgement, before), of=message("analyse.before"))
    return then, replace(now, of=message("analyse.now"))


def _evidence(judgement: Criticality, findings: Findings) -> Evidence:
    cases = len(findings.criticality[judgement])
    return evidence(findings, len(findings.cases), cases, none_found=not cases)


def _chart(material: Material) -> CriticalityChart:
    before = material.before
    return CriticalityChart(
        name="kritiske",
        now=_counted(material.findings),
        before=None if before is None or not before.criticality else _counted(before),
    )


def _counted(findings: Findings) -> Mapping[Criticality, int]:
    return {each: len(cases) for each, cases in findings.criticality.items()}
