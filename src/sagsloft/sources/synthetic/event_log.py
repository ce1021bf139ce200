"""The invented matters as an event table: one row for each thing that happened, in the order of writing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.sources.synthetic.dice import Lengths
from sagsloft.sources.synthetic.moments import times_of
from sagsloft.sources.synthetic.setting import Setting
from sagsloft.sources.synthetic.world import World

__all__ = ["MUNICIPALITY", "case_number", "event_log"]

MUNICIPALITY = "Eksempelkøbing"
MINUTE = np.timedelta64(1, "m")
DELAYS = ((0.0, 1.5), (1.5, 14.0), (15.0, 90.0))
"""Days until something is written into the case system."""
PROMPT, LATER = 0.82, 0.95
"""Cumulative shares of the delays."""


@dataclass(frozen=True, slots=True)
class Step:
    """A thing that happens in a matter: its code, the column of its moment, and its attributes' columns."""

    activity: str
    at: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    where: pl.Expr | None = None
    recorded: str | None = None


IS_COMPULSORY = pl.col("content") == "uden samtykke"
IS_PLACEMENT = IS_COMPULSORY | (pl.col("content") == "anbringelse")
INTAKE = ("notifications", "inquiries")
WITHOUT_MATTER = ("cases", "hand_overs", "inquiries", "notes")

STEPS: Mapping[str, tuple[Step, ...]] = {
    "cases": (
        Step("sag_aabnet", "opened"),
        Step("sag_afsluttet", "closed"),
        Step("tidligt_tilbud_givet", "offered"),
        Step("barn_fyldt_16", "turned_16", {"har_plan": "has_plan"}),
        Step("ungeplan_udarbejdet", "youth_plan"),
        Step("ungeplan_fravalgt", "no_youth_plan"),
        Step("barn_fraflyttet", "moved", {"saerlig_stoette": "supported"}),
        Step("mellemkommunal_underretning_sendt", "passed_on"),
    ),
    "notifications": (
        Step(
            "underretning_modtaget", "received",
            {
                "underretter": "notifier", "aarsag": "reason", "anonym": "anonymous", "mundtlig": "oral",
                "overgreb": "abuse", "aktiv_indsats": "active",
            },
            recorded="registered",
        ),
        Step("underretning_registreret", "registered", recorded="registered"),
        Step("underretning_vurderet", "assessed", {"akut": "acute"}),
        Step("underretning_bekraeftet", "acknowledged"),
        Step("underretter_orienteret", "informed"),
        Step("underretning_genvurderet", "reassessed", {"uvildig": "impartial"}),
        Step("underretning_afgjort", "decided", {"udfald": "outcome"}),
        Step("underretning_fejlregistreret", "misregistered"),
        Step("boernesamtale_afholdt", "spoken"),
        Step("boernesamtale_undladt", "omitted", {"begrundelse": "omission_reason"}),
    ),
    "investigations": (
        Step("screening_foretaget", "screened"),
        Step("afdaekning_paabegyndt", "mapped"),
        Step("afdaekning_afsluttet", "mapped_until"),
        Step("undersoegelse_paabegyndt", "begun", {"behov_kendt": "known"}),
        Step("foreloebig_vurdering", "provisional"),
        Step("boernesamtale_afholdt", "spoken"),
        Step("boernesamtale_undladt", "omitted", {"begrundelse": "omission_reason", "anden_kilde": "other_source"}),
        Step("undersoegelse_afsluttet", "ended"),
        Step("undersoegelse_indstillet", "discontinued"),
    ),
    "measures": (
        Step("boernesamtale_afholdt", "spoken"),
        Step("boernesamtale_undladt", "omitted", {"begrundelse": "omission_reason", "anden_kilde": "other_source"}),
        Step("partshoering_foretaget", "heard"),
        Step("partshoering_undladt", "not_heard"),
        Step(
            "afgoerelse_truffet", "decided", {"paragraf": "section", "indhold": "content", "medhold": "granted"},
            where=~IS_COMPULSORY,
        ),
        Step("tvangsanbringelse_afgjort", "decided", {"genbehandlingsfrist": "rehearing_by"}, where=IS_COMPULSORY),
        Step("klagevejledning_givet", "guided"),
        Step("barnets_plan_udarbejdet", "planned"),
        Step("barnets_plan_fravalgt", "unplanned"),
        Step("indsats_ivaerksat", "started", where=~IS_PLACEMENT),
        Step("indsats_afsluttet", "ended", where=~IS_PLACEMENT),
        Step("anbringelse_ivaerksat", "started", where=IS_PLACEMENT),
        Step("anbringelse_ophoert", "ended", where=IS_PLACEMENT),
    ),
    "follow_ups": (
        Step("opfoelgning_afholdt", "at", {"naeste_opfoelgning": "next_on"}, where=pl.col("kind") == "opfoelgning"),
        Step("tilsynsbesoeg_afholdt", "at", {"samtale": "spoken"}, where=pl.col("kind") == "tilsynsbesoeg"),
        Step(
            "genbehandling_afgjort", "at", {"genbehandlingsfrist": "next_on"},
            where=pl.col("kind") == "genbehandling",
        ),
    ),
    "chair_decisions": (
        Step("formandsafgoerelse_ivaerksat", "executed"),
        Step("formandsafgoerelse_meddelt", "told"),
        Step("formandsafgoerelse_godkendt", "approved"),
        Step("formandsafgoerelse_bortfaldet", "lapsed"),
    ),
    "complaints": (Step("klage_modtaget", "received"), Step("klage_genvurderet", "reconsidered")),
    "access_requests": (Step("aktindsigt_anmodet", "asked"), Step("aktindsigt_besvaret", "answered")),
    "hand_overs": (Step("raadgiver_skiftet", "changed"), Step("overlevering_noteret", "noted")),
    "inquiries": (Step("henvendelse_modtaget", "at"),),
    "notes": (Step("notat", "at"),),
}  # fmt: skip


def event_log(world: World, setting: Setting) -> pl.DataFrame:
    """The event table, sorted as recorded: times are local and without an offset, attributes are text."""
    log = pl.concat(_parts(world), how="diagonal")
    happened = times_of(log, "occurred_at")
    delayed = np.maximum(setting.dice.in_office(happened + _delays(setting, log.height)), happened)
    written = pl.coalesce("recorded_at", pl.Series(delayed.astype("datetime64[us]")))
    recorded = pl.min_horizontal(written, pl.lit((setting.ends - MINUTE).astype("datetime64[us]")))
    log = log.with_columns(recorded.alias("recorded_at")).sort("recorded_at", "occurred_at", maintain_order=True)
    number = pl.int_range(1, pl.len() + 1).cast(pl.String)
    attributes = [name for name in log.columns if name.startswith(ATTRIBUTE)]
    return log.select(
        (pl.lit("h") + number).alias("event_id"),
        case_number(),
        *("matter_id", "activity", "occurred_at", "recorded_at", "caseworker", "team"),
        pl.lit(MUNICIPALITY).alias("municipality"),
        *attributes,
    )


def case_number() -> pl.Expr:
    """As `eks-0001`."""
    return (pl.lit("eks-") + (pl.col("case") + 1).cast(pl.String).str.zfill(4)).alias("case_id")


def _parts(world: World) -> Iterator[pl.DataFrame]:
    for name, steps in STEPS.items():
        rows: pl.DataFrame = getattr(world, name)
        for step in steps:
            happened = pl.col(step.at).is_not_null() & (True if step.where is None else step.where)
            yield (
                world.staff.on(rows, step.at, intake=name in INTAKE)
                .filter(happened)
                .select(
                    "case",
                    (pl.lit(None, pl.String) if name in WITHOUT_MATTER else pl.col("matter")).alias("matter_id"),
                    pl.lit(step.activity).alias("activity"),
                    pl.col(step.at).alias("occurred_at"),
                    (pl.col(step.recorded) if step.recorded else pl.lit(None, pl.Datetime("us"))).alias("recorded_at"),
                    *("caseworker", "team"),
                    *(
                        pl.col(theirs).cast(pl.String).alias(ATTRIBUTE + ours)
                        for ours, theirs in step.attributes.items()
                    ),
                )
            )


def _delays(setting: Setting, count: int) -> Lengths:
    """Mostly within a day or two; one in twenty weeks or months later."""
    drawn = setting.dice.generator.random(count)
    prompt, later, late = (setting.dice.days(*days, count) for days in DELAYS)
    return np.where(drawn < PROMPT, prompt, np.where(drawn < LATER, later, late))
