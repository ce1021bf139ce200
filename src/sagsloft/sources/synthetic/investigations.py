"""What follows a notification: screening, partial assessment, and the investigation, due in four months."""

import numpy as np
import polars as pl

from sagsloft.sources.synthetic.cases import Cases
from sagsloft.sources.synthetic.dice import DAY, Numbers, Texts, Times, only
from sagsloft.sources.synthetic.moments import case_of, times_of
from sagsloft.sources.synthetic.setting import Setting, table

__all__ = ["LOOKS", "investigations"]

LOOKS = ("screening", "afdaekning", "undersoegelse")
"""The outcomes of a notification that begin something here."""
WITHOUT_NOTIFICATION = 0.14
"""Investigations a year that begin from a parent's own wish, a school meeting and the like."""
IN_TIME_BEFORE, IN_TIME_NOW = 0.60, 0.54
"""Finished within four months: 60 % in 2021, 50 % in 2024 (Børnesagsbarometret)."""
AWARENESS_KNOWN = 0.88
SPOKEN, OMITTED = 0.84, 0.08
"""A conversation in the investigation: kept in 95 % (Børnesagsbarometret 2020-2022)."""
OTHER_SOURCES = {"Skolens udtalelse": 0.4, "Observation i hjemmet": 0.35, "Udtalelse fra kontaktperson": 0.25}
REASONS = {"Barnets modenhed": 0.6, "Barnet ønskede det ikke": 0.3, "Sagens karakter": 0.1}


def investigations(setting: Setting, cases: Cases, notifications: pl.DataFrame) -> pl.DataFrame:
    """One row for each: a screening alone, a partial assessment alone, or an investigation."""
    case, known, look = _begun(setting, cases, notifications)
    dice, count = setting.dice, len(case)
    begun = only(dice.in_office(known + dice.days(4, 40, count)), look == "undersoegelse")
    is_known = dice.happens(AWARENESS_KNOWN, count)
    ended, discontinued, provisional = _ends(setting, begun, np.where(is_known, known, begun))
    mapped = only(dice.in_office(known + dice.days(8, 45, count)), look == "afdaekning")
    mapped_until = dice.in_office(mapped + dice.days(20, 75, count))
    spoken, omitted = _conversations(setting, begun, ended)
    other_source = np.where(np.isnat(omitted) | dice.happens(0.3, count), "", dice.one_of(OTHER_SOURCES, count))
    screened = only(dice.in_office(known + dice.days(6, 30, count)), look == "screening")
    return table(
        case=case,
        begins=np.where(np.isnat(begun), np.where(np.isnat(mapped), screened, mapped), begun),
        screened=screened,
        mapped=mapped,
        mapped_until=only(mapped_until, dice.happens(0.92, count)),
        known=only(known, is_known & (look == "undersoegelse")).astype("datetime64[D]"),
        begun=begun,
        provisional=provisional,
        spoken=spoken,
        omitted=omitted,
        omission_reason=np.where(np.isnat(omitted), "", dice.one_of(REASONS, count)),
        other_source=other_source,
        ended=ended,
        discontinued=discontinued,
    )


def _begun(setting: Setting, cases: Cases, notifications: pl.DataFrame) -> tuple[Numbers, Times, Texts]:
    """In which case, when the municipality became aware of the need, and what was begun."""
    led = notifications.filter(pl.col("outcome").is_in(LOOKS) & pl.col("decided").is_not_null())
    case, known = cases.moments(WITHOUT_NOTIFICATION, setting)
    return (
        np.concatenate([case_of(led), case]),
        np.concatenate([times_of(led, "received"), known]),
        np.concatenate([led["outcome"].to_numpy().astype(np.str_), np.full(len(case), "undersoegelse")]),
    )


def _ends(setting: Setting, begun: Times, counted_from: Times) -> tuple[Times, Times, Times]:
    """Ended, or discontinued, or neither yet; and the provisional assessment where four months were not enough."""
    dice, count = setting.dice, len(begun)
    is_begun = ~np.isnat(begun)
    in_time = np.where(setting.under_barnets_lov(begun), IN_TIME_NOW, IN_TIME_BEFORE)
    soon = dice.happens(in_time * is_begun, count)
    discontinued = dice.happens(0.05 * is_begun, count)
    never = dice.happens(0.06 * (is_begun & ~soon), count)
    at = dice.in_office(counted_from + dice.soon_or_late(soon, (65, 116), (128, 300)))
    provisional = dice.in_office(counted_from + dice.days(95, 114, count))
    return (
        only(at, is_begun & ~discontinued & ~never),
        only(dice.in_office(begun + dice.days(10, 60, count)), discontinued),
        only(provisional, dice.happens(0.4 * (is_begun & ~soon & ~discontinued), count)),
    )


def _conversations(setting: Setting, begun: Times, ended: Times) -> tuple[Times, Times]:
    """Held, or omitted, some way through; neither in the few that forgot it."""
    dice, count = setting.dice, len(begun)
    chosen = dice.one_of({"spoken": SPOKEN, "omitted": OMITTED, "": 1 - SPOKEN - OMITTED}, count)
    until = np.where(np.isnat(ended), begun + 60 * DAY, ended)
    passed = (until - begun).astype(np.int64) * dice.generator.uniform(0.05, 0.5, count)
    at = dice.in_office(begun + np.where(np.isnat(begun), 0, passed).astype("timedelta64[m]"))
    return only(at, chosen == "spoken"), only(at, chosen == "omitted")
