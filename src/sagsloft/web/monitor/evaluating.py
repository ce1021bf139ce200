"""What an evaluation found, as rows that pages read.

From one night to the next nearly all rows stay as they are. So the new ones are held against those that are there, and
only what differs is written, in one short transaction; readers see all of the former evaluation, or all of the new one.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import Exists, OuterRef

from sagsloft.core.errors import UserError
from sagsloft.core.obligations import COLUMNS
from sagsloft.web.accounts.models import Municipality
from sagsloft.web.monitor import bulk
from sagsloft.web.monitor.models import Case, Evaluation, Event, Figures, Import

__all__ = ["Changes", "OvertakenError", "Run", "changes", "leave_out_erased", "settle", "shown", "swap", "told"]

INSTANT = pl.Datetime("us", "UTC")
OBLIGATIONS = {name: dtype for name, dtype in COLUMNS.items() if name not in {"case_id", "municipality"}} | {
    "status": pl.String(),
    "basis": pl.String(),
    "period": pl.Int64(),
}
"""What is kept of an obligation, besides its case."""
NTH = "nth"
"""Which of several equal rows."""


class OvertakenError(UserError):
    """What was judged is not what is told now, or not what is shown."""

    def __init__(self) -> None:
        super().__init__("web_import.evaluated_meanwhile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What was evaluated: when, as of when, by which rules (the rulebook's hash), from which events (theirs).

    `former`: what was shown, and `imports`: what was told, before the events were read.
    """

    former: Evaluation | None

    as_of: datetime
    finished_at: datetime
    rulebook: str
    events: str
    imports: tuple[Import, ...]
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs from what is shown.

    new_cases, new_obligations: rows to add; changed_cases: `id` and all columns; gone_cases, gone_obligations: ids.
    """

    new_cases: pl.DataFrame
    changed_cases: pl.DataFrame
    gone_cases: pl.Series
    new_obligations: pl.DataFrame
    gone_obligations: pl.Series

    @property
    def count(self) -> int:
        gone = len(self.gone_cases) + len(self.gone_obligations)
        return gone + self.new_cases.height + self.changed_cases.height + self.new_obligations.height


def shown(municipality: Municipality) -> Evaluation | None:
    return Evaluation.objects.filter(municipality=municipality, current=True).first()


def told(municipality: Municipality) -> tuple[Import, ...]:
    """The imports that what is told rests on, the oldest first."""
    return tuple(Import.objects.filter(municipality=municipality, state=Import.State.CURRENT).order_by("pk"))


def changes(municipality: Municipality, cases: pl.DataFrame, trace: pl.DataFrame) -> Changes:
    """Hold `cases` (`pipeline.case_table.CASES`) and `trace` against what is shown now."""
    ours = f"WHERE municipality_id = {municipality.pk:d}"
    number = {"id": pl.Int64()}
    kept_cases = bulk.fetch(number | dict(cases.schema), f"monitor_case {ours}")
    kept = bulk.fetch(number | {"case_id": pl.Int64()} | OBLIGATIONS, f"monitor_obligation {ours}")
    known = cases.join(kept_cases.select("case_id", "id"), on="case_id", how="left", maintain_order="left")
    is_new = pl.col("id").is_null()
    found = (
        trace.select("case_id", *(pl.col(name).cast(dtype) for name, dtype in OBLIGATIONS.items()))
        .rename({"case_id": "named"})
        .join(known.select(pl.col("case_id").alias("named"), pl.col("id").alias("case_id")), on="named", how="left")
    )
    keys = ["case_id", *OBLIGATIONS]
    found, kept = (table.with_columns(pl.int_range(pl.len()).over(keys).alias(NTH)) for table in (found, kept))
    return Changes(
        new_cases=known.filter(is_new).drop("id"),
        changed_cases=_lacking(known.filter(~is_new), kept_cases, kept_cases.columns),
        gone_cases=_lacking(kept_cases, cases, ["case_id"])["id"],
        new_obligations=_lacking(found, kept, [*keys, NTH]).select("named", *OBLIGATIONS),
        gone_obligations=_lacking(kept, found, [*keys, NTH])["id"],
    )


def swap(municipality: Municipality, run: Run, found: Changes) -> Evaluation:
    """Show it, in the transaction that is open. Raises OvertakenError where an import or another evaluation has come in
    between."""
    if shown(municipality) != run.former or told(municipality) != run.imports:
        raise OvertakenError
    if run.former is not None:
        Evaluation.objects.filter(pk=run.former.pk).update(current=False)
    bulk.remove("monitor_obligation", found.gone_obligations)
    Case.objects.filter(pk__in=found.gone_cases.to_list()).delete()
    bulk.update("monitor_case", found.changed_cases)
    _add(municipality, found)
    Figures.objects.filter(evaluation__municipality=municipality).delete()
    Evaluation.imports.through.objects.filter(evaluation__municipality=municipality).delete()
    evaluation = Evaluation.objects.create(
        municipality=municipality,
        current=True,
        as_of=run.as_of,
        finished_at=run.finished_at,
        rulebook=run.rulebook,
        events=run.events,
    )
    evaluation.imports.add(*run.imports)
    Figures.objects.create(evaluation=evaluation, content=run.figures)
    return evaluation


def leave_out_erased(municipality: Municipality) -> None:
    """Cases that were erased while they were judged have no events any more."""
    told = Event.objects.filter(municipality=municipality, case_id=OuterRef("case_id"), withdrawn_at=None)
    Case.objects.filter(~Exists(told), municipality=municipality).delete()


def settle(found: Changes) -> None:
    """After the swap."""
    bulk.analyse("monitor_case", found.new_cases.height)
    bulk.analyse("monitor_obligation", found.new_obligations.height)


def _add(municipality: Municipality, found: Changes) -> None:
    """New cases get a name for URLs that is theirs as long as they are here; obligations find their cases' numbers, and
    those of a case that was erased meanwhile find none."""
    of_it = pl.lit(municipality.pk).alias("municipality_id")
    named = [uuid.uuid4().hex for _ in range(found.new_cases.height)]
    public = pl.Series("public_id", named, dtype=pl.String)
    bulk.insert("monitor_case", found.new_cases.with_columns(public, of_it))
    numbers = bulk.fetch(
        {"named": pl.String(), "case_id": pl.Int64()},
        f"(SELECT id AS case_id, case_id AS named FROM monitor_case WHERE municipality_id = {municipality.pk:d}) AS c",  # noqa: S608 - a number
    )
    rows = found.new_obligations.join(numbers, on="named", maintain_order="left").drop("named")
    bulk.insert("monitor_obligation", rows.with_columns(of_it))


def _lacking(rows: pl.DataFrame, others: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The rows that are not among the others."""
    return rows.join(others, on=columns, how="anti", nulls_equal=True, maintain_order="left")
