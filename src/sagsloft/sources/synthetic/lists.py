"""The invented matters as wide lists, as Danish case systems export them: Danish headings, values and dates."""

from collections.abc import Mapping

import polars as pl

from sagsloft.sources.synthetic.event_log import case_number
from sagsloft.sources.synthetic.world import World

__all__ = ["management_lists"]

NOTIFIERS = {"fagperson": "Fagperson", "borger": "Borger", "anonym": "Anonym", "barnet": "Barnet selv"}
OUTCOMES = {
    "ingen": "Ingen yderligere handling", "screening": "Screening", "afdaekning": "Afdækning",
    "undersoegelse": "Børnefaglig undersøgelse", "andet": "Andet",
}  # fmt: skip
CONTENTS = {
    "indsats": "Støttende indsats", "anbringelse": "Anbringelse", "uden samtykke": "Anbringelse uden samtykke",
    "afslag": "Afslag", "andet": "Andet",
}  # fmt: skip
KINDS = {"opfoelgning": "Opfølgning", "tilsynsbesoeg": "Tilsynsbesøg", "genbehandling": "Genbehandling"}


def management_lists(world: World) -> dict[str, pl.DataFrame]:
    """One list for each kind of matter, every cell text."""
    staff = world.staff
    measures = world.measures.join(
        world.complaints.select("measure", "received", "reconsidered", complaint="matter"),
        left_on="matter", right_on="measure", how="left", maintain_order="left",
    )  # fmt: skip
    return {
        "Underretninger": _list(staff.on(world.notifications, "received", intake=True), _notifications()),
        "Undersøgelser": _list(staff.on(world.investigations, "begins"), _investigations()),
        "Afgørelser": _list(staff.on(measures, "decided"), _measures()),
        "Opfølgninger": _list(staff.on(world.follow_ups, "at"), _follow_ups()),
        "Sager": _list(staff.on(world.cases, "opened"), _cases()),
    }


def _list(rows: pl.DataFrame, columns: Mapping[str, pl.Expr]) -> pl.DataFrame:
    ends = {"Team": pl.col("team"), "Rådgiver": pl.col("caseworker")}
    all_columns = {"Sagsnr.": case_number()} | dict(columns) | ends
    return rows.select(column.cast(pl.String).alias(heading) for heading, column in all_columns.items())


def _notifications() -> dict[str, pl.Expr]:
    return {
        "Underretning nr.": pl.col("matter"),
        "Modtaget": _clock("received"),
        "Registreret": _clock("registered"),
        "Underretter": _word("notifier", NOTIFIERS),
        "Årsag": pl.col("reason").str.to_titlecase(),
        "Mundtlig": _yes("oral"),
        "Overgreb": _yes("abuse"),
        "Aktiv indsats": _yes("active"),
        "24-timers vurdering": _clock("assessed"),
        "Akut": _given("assessed", _yes("acute")),
        "Bekræftelse sendt": _day("acknowledged"),
        "Underretter orienteret": _day("informed"),
        "Børnesamtale": _day("spoken"),
        "Samtale undladt": _day("omitted"),
        "Begrundelse": pl.col("omission_reason"),
        "Genvurderet": _day("reassessed"),
        "Uvildig": _given("reassessed", _yes("impartial")),
        "Afgjort": _day("decided"),
        "Udfald": _given("decided", _word("outcome", OUTCOMES)),
        "Fejlregistreret": _clock("misregistered"),
    }


def _investigations() -> dict[str, pl.Expr]:
    return {
        "Undersøgelse nr.": pl.col("matter"),
        "Screening": _day("screened"),
        "Afdækning påbegyndt": _day("mapped"),
        "Afdækning afsluttet": _day("mapped_until"),
        "Behov kendt": _day("known"),
        "Påbegyndt": _day("begun"),
        "Foreløbig vurdering": _day("provisional"),
        "Børnesamtale": _day("spoken"),
        "Samtale undladt": _day("omitted"),
        "Begrundelse": _given("omitted", pl.col("omission_reason")),
        "Anden kilde": _given("omitted", pl.col("other_source")),
        "Afsluttet": _day("ended"),
        "Indstillet": _day("discontinued"),
    }


def _measures() -> dict[str, pl.Expr]:
    return {
        "Indsats nr.": pl.col("matter"),
        "Truffet": _clock("decided"),
        "Paragraf": pl.col("section"),
        "Type": _word("content", CONTENTS),
        "Medhold": _yes("granted"),
        "Partshøring": _day("heard"),
        "Partshøring undladt": _day("not_heard"),
        "Børnesamtale": _day("spoken"),
        "Samtale undladt": _day("omitted"),
        "Begrundelse": _given("omitted", pl.col("omission_reason")),
        "Anden kilde": _given("omitted", pl.col("other_source")),
        "Klagevejledning": _day("guided"),
        "Plan udarbejdet": _day("planned"),
        "Plan fravalgt": _day("unplanned"),
        "Genbehandlingsfrist": _day("rehearing_by"),
        "Iværksat": _day("started"),
        "Afsluttet": _day("ended"),
        "Klage nr.": pl.col("complaint"),
        "Klage modtaget": _day("received"),
        "Klage genvurderet": _day("reconsidered"),
    }


def _follow_ups() -> dict[str, pl.Expr]:
    return {
        "Indsats nr.": pl.col("matter"),
        "Type": _word("kind", KINDS),
        "Dato": _day("at"),
        "Samtale": _yes("spoken"),
        "Næste opfølgning": _day("next_on"),
    }


def _cases() -> dict[str, pl.Expr]:
    return {
        "Fødselsmåned": pl.col("birth_month"),
        "Distrikt": pl.col("district"),
        "Målgruppe": pl.col("target_group"),
        "Åbnet": _day("opened"),
        "Afsluttet": _day("closed"),
        "Tidligt tilbud givet": _day("offered"),
        "Ungeplan udarbejdet": _day("youth_plan"),
        "Ungeplan fravalgt": _day("no_youth_plan"),
        "Fraflyttet": _day("moved"),
        "Særlig støtte": _given("moved", _yes("supported")),
        "Sendt til ny kommune": _day("passed_on"),
    }


def _day(name: str) -> pl.Expr:
    return pl.col(name).dt.strftime("%d-%m-%Y")


def _clock(name: str) -> pl.Expr:
    return pl.col(name).dt.strftime("%d-%m-%Y %H:%M")


def _yes(name: str) -> pl.Expr:
    return pl.when(name).then(pl.lit("Ja")).when(~pl.col(name)).then(pl.lit("Nej"))


def _word(name: str, words: Mapping[str, str]) -> pl.Expr:
    return pl.col(name).replace_strict(words, return_dtype=pl.String)


def _given(name: str, value: pl.Expr) -> pl.Expr:
    """Only where that happened."""
    return pl.when(pl.col(name).is_not_null()).then(value)
