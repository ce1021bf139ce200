"""Requests for access to documents, complaints, notes and inquiries, and changes of caseworker."""

import numpy as np
import polars as pl

from sagsloft.sources.synthetic.cases import Cases
from sagsloft.sources.synthetic.dice import only
from sagsloft.sources.synthetic.moments import case_of, times_of
from sagsloft.sources.synthetic.setting import Setting, table

__all__ = ["access_requests", "complaints", "hand_overs", "inquiries", "notes"]


def access_requests(setting: Setting, cases: Cases) -> pl.DataFrame:
    """Answered within seven working days (offentlighedsloven § 36), or too late, or never."""
    dice = setting.dice
    case, asked = cases.office_moments(0.15, setting)
    count = len(case)
    answered = asked + dice.soon_or_late(dice.happens(0.78, count), (1, 8), (14, 40))
    return table(case=case, asked=asked, answered=only(dice.in_office(answered), dice.happens(0.96, count)))


def complaints(setting: Setting, measures: pl.DataFrame) -> pl.DataFrame:
    """Reconsidered within four weeks (retssikkerhedsloven § 66), or too late, or not yet."""
    dice = setting.dice
    against = measures.filter(~pl.col("granted") & (pl.col("content") != "uden samtykke"))
    made = against.filter(pl.Series(dice.happens(0.13, against.height), dtype=pl.Boolean))
    count = made.height
    received = dice.in_office(times_of(made, "decided") + dice.days(3, 28, count))
    looked_at = dice.in_office(received + dice.soon_or_late(dice.happens(0.8, count), (4, 25), (31, 70)))
    return table(
        case=case_of(made),
        measure=made["matter"],
        received=received,
        reconsidered=only(looked_at, dice.happens(0.95, count)),
    )


def hand_overs(setting: Setting, cases: Cases) -> pl.DataFrame:
    """A new caseworker, and whether the case was handed over within five working days."""
    dice = setting.dice
    case, changed = cases.office_moments(0.35, setting)
    count = len(case)
    noted = dice.in_office(changed + dice.soon_or_late(dice.happens(0.65, count), (0.1, 4), (10, 45)))
    return table(case=case, changed=changed, noted=only(np.maximum(noted, changed), dice.happens(0.85, count)))


def notes(setting: Setting, cases: Cases) -> pl.DataFrame:
    case, at = cases.office_moments(5, setting)
    return table(case=case, at=at)


def inquiries(setting: Setting, cases: Cases) -> pl.DataFrame:
    case, at = cases.office_moments(0.2, setting)
    return table(case=case, at=at)
