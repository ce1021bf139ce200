"""The findings of a round as files: whole, for the next round and the report; as a table; and as counts alone.

`findings.json` is internal: it holds the ids of cases and the readers' reasons. In the two tables no case is named.
`round.csv` is what `sagsloft compare` reads; it is written only of a whole random draw, for of nothing else can a
change be told.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from sagsloft.core.cpr import holds_cpr
from sagsloft.core.criterion_findings import CriterionFinding, EventMatch
from sagsloft.core.errors import UserError
from sagsloft.core.findings import Findings
from sagsloft.core.rounds import CriterionCount
from sagsloft.core.scales import Answer
from sagsloft.pipeline.findings_json import as_json, built
from sagsloft.pipeline.sealed import read_sealed, write_sealed
from sagsloft.render.files import together, write_csv

__all__ = ["FINDINGS", "ROUND", "TABLE", "Concluded", "read_findings", "write_findings"]

FINDINGS, TABLE, ROUND = "findings.json", "findings.csv", "round.csv"
FORMAT = "sagsloft-findings-1"
DIGITS = 6
"""Enough for any use, and the same on every machine."""
PERCENT_DIGITS = Decimal("1e-9")
COLUMNS: dict[str, pl.DataType] = {
    "criterion": pl.String(),
    "theme": pl.String(),
    "track": pl.String(),
    "scale": pl.String(),
    "law": pl.String(),
    **{str(answer): pl.UInt32() for answer in Answer},
    "relevant": pl.UInt32(),
    "met": pl.UInt32(),
    "frame": pl.UInt32(),
    "share": pl.Float64(),
    "lower": pl.Float64(),
    "upper": pl.Float64(),
    "primary": pl.Boolean(),
    "goal": pl.Float64(),
    "verdict": pl.String(),
    "breaches_at_most": pl.Float64(),
    "numbers": pl.UInt32(),
    "median": pl.Float64(),
    "least": pl.Int64(),
    "most": pl.Int64(),
    "good_examples": pl.UInt32(),
    **{f"events_{match}": pl.UInt32() for match in EventMatch},
}
"""findings.csv: one row for each criterion. A count by answer is empty where the scale has no such answer. lower and
upper: the exact interval (95 %). verdict: `core.goals.Verdict`. Shares are of one. The changes since the round before
are in `comparison.csv`, of `sagsloft compare`."""


@dataclass(frozen=True, slots=True)
class Concluded:
    """Findings, and what an outsider needs to find the same: the hashes of files, protocol and rulebook, the seed."""

    findings: Findings
    provenance: Mapping[str, object]


def write_findings(findings: Findings, folder: Path, provenance: Mapping[str, object]) -> None:
    """The three files in a folder; of a draft, the first two.

    Raises UserError where they cannot be written, something in them has the shape of a CPR number, or a draft would
    stand in the place of what is concluded.
    """
    if findings.is_draft and (folder / FINDINGS).exists() and not read_findings(folder).findings.is_draft:
        raise UserError("findings.concluded_already", folder=folder)
    content = {"findings": as_json(findings), "provenance": dict(provenance)}
    if holds_cpr(json.dumps(content, ensure_ascii=False)):
        raise UserError("findings.cpr")
    table = pl.DataFrame([_row(findings, each) for each in findings.criteria], schema=COLUMNS)
    judged = [findings.counted(each) for each in findings.criteria if each.is_judged]
    with together(folder) as hidden:
        write_sealed(content, FORMAT, hidden / FINDINGS)
        write_csv(table, hidden / TABLE, "UTC")
        if findings.speaks_of_frame:
            write_csv(pl.DataFrame([_line(each) for each in judged]), hidden / ROUND, "UTC")


def read_findings(place: Path) -> Concluded:
    """From the folder or the file. Raises UserError where it is no findings, or was changed by another hand."""
    file = place / FINDINGS if place.is_dir() else place
    content: dict[str, Any] = read_sealed(file, FORMAT)
    try:
        return Concluded(built(Findings, content["findings"]), dict(content["provenance"]))
    except (KeyError, RecursionError, TypeError, ValueError):
        raise UserError("sealed.not_ours", file=file) from None


def _row(findings: Findings, criterion: CriterionFinding) -> dict[str, object]:
    interval, standing = findings.interval(criterion), findings.standing(criterion)
    share = findings.count(criterion).share
    least, most = criterion.span or (None, None)
    return {
        "criterion": criterion.code,
        "theme": criterion.theme,
        "track": str(criterion.track),
        "scale": criterion.scale,
        "law": criterion.law,
        **{str(answer): len(cases) for answer, cases in criterion.answers.items()},
        **({"relevant": criterion.relevant, "met": criterion.met} if criterion.is_judged else {}),
        "frame": findings.frame,
        "share": _rounded(share),
        "lower": None if interval is None else _rounded(interval.lower),
        "upper": None if interval is None else _rounded(interval.upper),
        "primary": criterion.is_primary,
        "goal": criterion.goal,
        "verdict": None if standing is None else standing.verdict.value,
        "breaches_at_most": None if standing is None else _rounded(standing.breaches_at_most),
        **({} if criterion.is_judged else {"numbers": len(criterion.numbers)}),
        "median": criterion.middle,
        "least": least,
        "most": most,
        "good_examples": len(criterion.good_examples),
        **{f"events_{match}": len(cases) for match, cases in (criterion.events or {}).items()},
    }


def _line(criterion: CriterionCount) -> dict[str, object]:
    """As `sources.rounds` reads it; the goal in per cent."""
    return {
        "criterion": criterion.name,
        "relevant": criterion.count.relevant,
        "met": criterion.count.met,
        "frame": criterion.count.frame,
        "law": criterion.law,
        "primary": _yes_or_no(criterion.primary),
        "comparable": _yes_or_no(criterion.comparable),
        "goal": "" if criterion.goal is None else _percent(criterion.goal),
    }


def _yes_or_no(value: bool | None) -> str:
    return "" if value is None else ("yes" if value else "no")


def _percent(share: float) -> str:
    """`41.7`: exact, so that the share that is read is the one that was written."""
    exact = (100 * Decimal(repr(share))).quantize(PERCENT_DIGITS)
    return f"{exact:f}".rstrip("0").rstrip(".")


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, DIGITS)
