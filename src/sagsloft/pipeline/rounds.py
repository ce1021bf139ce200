"""Two rounds of counts: compared, and written with what an outsider needs to find the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sagsloft import __version__, rulebook
from sagsloft.core import rounds
from sagsloft.core.boschloo import p_value
from sagsloft.core.errors import UserError
from sagsloft.core.rounds import CriterionCount, Finding
from sagsloft.pipeline.question import sha256
from sagsloft.render.files import together, write_csv, write_json
from sagsloft.sources.rounds import read_round

__all__ = ["Comparison", "compare", "write_comparison"]

TABLE, RUN = "comparison.csv", "comparison.json"
DIGITS = 6
"""Enough for any use, and the same on every machine."""
COLUMNS: dict[str, pl.DataType] = {
    "criterion": pl.String(),
    **{
        f"{name}_{number}": dtype
        for number in (1, 2)
        for name, dtype in {
            "relevant": pl.UInt32(),
            "met": pl.UInt32(),
            "frame": pl.UInt32(),
            "share": pl.Float64(),
            "lower": pl.Float64(),
            "upper": pl.Float64(),
            "law": pl.String(),
        }.items()
    },
    "comparable": pl.Boolean(),
    "primary": pl.Boolean(),
    "change": pl.String(),
    "false_alarm": pl.Float64(),
    "goal": pl.Float64(),
    "verdict": pl.String(),
    "breaches_at_most": pl.Float64(),
}
"""comparison.csv: one row for each criterion. lower and upper: the exact interval (95 %). change: `core.ladder.Phrase`,
of the primary only. verdict: `core.goals.Verdict`, of round 2. Shares are of one."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two rounds show, and the files that they were read from."""

    earlier: Path
    later: Path
    findings: tuple[Finding, ...]


def compare(earlier: Path, later: Path) -> Comparison:
    """Read two rounds and compare them. Raises UserError where a file cannot be used, or they do not go together."""
    if earlier.resolve() == later.resolve():
        raise UserError("compare.same_file", file=earlier)
    rules = {rule.id: rule for rule in rulebook.load().rules}
    return Comparison(earlier, later, rounds.compare(read_round(earlier), read_round(later), rules))


def write_comparison(found: Comparison, folder: Path) -> None:
    """comparison.csv and comparison.json in a folder. Raises UserError where they cannot be written."""
    given = {found.earlier.resolve(), found.later.resolve()}
    for name in (TABLE, RUN):
        if (folder / name).resolve() in given:
            raise UserError("out.would_replace", file=folder / name)
    table = pl.DataFrame([_row(finding) for finding in found.findings], schema=COLUMNS)
    content = _provenance(found)
    with together(folder) as hidden:
        write_csv(table, hidden / TABLE, "UTC")
        write_json(content, hidden / RUN)


def _row(finding: Finding) -> dict[str, object]:
    claim, standing = finding.claim, finding.standing
    return {
        "criterion": finding.name,
        **dict(_of_round(finding.earlier, 1)),
        **dict(_of_round(finding.later, 2)),
        "comparable": finding.comparable,
        "primary": claim is not None,
        "change": None if claim is None else claim.phrase.value,
        "false_alarm": None if claim is None else _rounded(claim.false_alarm),
        "goal": finding.goal,
        "verdict": None if standing is None else standing.verdict.value,
        "breaches_at_most": None if standing is None else _rounded(standing.breaches_at_most),
    }


def _of_round(criterion: CriterionCount, number: int) -> Iterator[tuple[str, object]]:
    count = criterion.count
    yield f"relevant_{number}", count.relevant
    yield f"met_{number}", count.met
    yield f"frame_{number}", count.frame
    yield f"share_{number}", _rounded(count.share)
    yield f"lower_{number}", _rounded(count.interval.lower)
    yield f"upper_{number}", _rounded(count.interval.upper)
    yield f"law_{number}", criterion.law


def _provenance(found: Comparison) -> dict[str, object]:
    """The files, the software, and the annex: the chances behind the words, and Boschloo's test."""
    return {
        "software": {"name": "sagsloft", "version": __version__},
        "rounds": [{"file": file.name, "sha256": sha256(file)} for file in (found.earlier, found.later)],
        "rulebook": {"hash": rulebook.load().hash},
        "seed": None,
        "annex": [
            {
                "criterion": finding.name,
                "better": _rounded(claim.better),
                "better_by_10_points": _rounded(claim.better_by_margin),
                "worse_by_10_points": _rounded(claim.worse_by_margin),
                "boschloo": _rounded(p_value(claim.earlier, claim.later)),
            }
            for finding in found.findings
            if (claim := finding.claim) is not None and claim.obstacle is None
        ],
    }


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, DIGITS)
