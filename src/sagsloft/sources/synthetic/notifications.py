"""Notifications: received, assessed within 24 hours or not, answered and decided."""

import numpy as np
import polars as pl

from sagsloft.sources.synthetic.cases import Cases
from sagsloft.sources.synthetic.dice import NEVER, Flags, Lengths, Numbers, Texts, Times, only
from sagsloft.sources.synthetic.moments import Moments, case_of, times_of
from sagsloft.sources.synthetic.setting import Setting, table

__all__ = ["notifications", "with_active"]

OPENING = 0.75
"""So many of the new cases begin with a notification."""
A_YEAR = 2.6
IN_OFFICE_HOURS = 0.85
BEFORE_COURSE, IN_COURSE = 0.70, 0.92
"""Assessed within 24 hours: worse than the country's 87-92 % (Børnesagsbarometret 2019-2022), then as good as it."""
SOON, SAME_DAY, NEXT_DAYS = (0.01, 0.3), (0.3, 0.94), (1.1, 9.0)
"""Days. A day less an hour, for the night when clocks are put back."""
NEVER_ASSESSED = 0.04
MISREGISTERED = 0.025
NOTIFIERS = {"fagperson": 0.7, "borger": 0.13, "anonym": 0.12, "barnet": 0.05}
REASONS = {
    "omsorgssvigt": 0.24, "vold": 0.14, "misbrug": 0.13, "skolefravær": 0.2, "kriminalitet": 0.08, "adfærd": 0.21,
}  # fmt: skip
OUTCOMES_BEFORE = {"ingen": 0.56, "undersoegelse": 0.24, "andet": 0.2}
OUTCOMES_NOW = {"ingen": 0.43, "screening": 0.16, "afdaekning": 0.13, "undersoegelse": 0.19, "andet": 0.09}
"""Screening and partial assessment came with barnets lov, §§ 18 and 19."""


def notifications(setting: Setting, cases: Cases) -> pl.DataFrame:
    """One row for each notification; whether the child has a measure (`active`) is added when measures are known."""
    case, received = _received(setting, cases)
    dice, count = setting.dice, len(case)
    is_right = ~dice.happens(MISREGISTERED, count)
    notifier, abuse = dice.one_of(NOTIFIERS, count), dice.happens(0.08, count)
    spoken, omitted, reason = _conversations(setting, received, abuse & is_right)
    return table(
        case=case,
        received=received,
        registered=received + dice.soon_or_late(dice.happens(0.83, count), (0.01, 0.9), (1.2, 6)),
        notifier=notifier,
        anonymous=notifier == "anonym",
        oral=dice.happens(0.15, count),
        reason=dice.one_of(REASONS, count),
        abuse=abuse,
        assessed=only(received + _until_assessed(setting, received), is_right & ~dice.happens(NEVER_ASSESSED, count)),
        acute=dice.happens(0.08, count),
        acknowledged=_acknowledged(setting, received, is_right & (notifier != "anonym")),
        informed=_answered(setting, received, (5, 45), only_for=is_right & (notifier == "fagperson"), share=0.68),
        reassessed=_answered(setting, received, (0.5, 12), only_for=is_right, share=0.84),
        impartial=dice.happens(0.85, count),
        decided=_answered(setting, received, (1, 35), only_for=is_right, share=0.94),
        outcome=_outcomes(setting, received),
        misregistered=only(received + dice.days(0.05, 0.8, count), ~is_right),
        spoken=spoken,
        omitted=omitted,
        omission_reason=reason,
    )


def with_active(rows: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """Whether a measure ran when it was received: only then is it to be reassessed (barnets lov § 137, stk. 1)."""
    received = times_of(rows, "received")
    running = Moments.of(measures, "started").last_row(case_of(rows), received)
    ended = np.append(times_of(measures, "ended"), NEVER)[running]
    active = pl.Series((running >= 0) & (np.isnat(ended) | (ended > received)), dtype=pl.Boolean)
    return rows.with_columns(active.alias("active"), pl.when(active).then("reassessed").alias("reassessed"))


def _received(setting: Setting, cases: Cases) -> tuple[Numbers, Times]:
    """Some minutes before the case is opened on it, and at any time while it is open."""
    dice = setting.dice
    opening = np.flatnonzero(dice.happens(np.where(cases.is_converted, 0.0, OPENING), len(cases)))
    at_first = cases.opens[opening] - dice.days(0.001, 0.02, len(opening))
    case, at = cases.moments(A_YEAR, setting)
    at = np.where(dice.happens(IN_OFFICE_HOURS, len(case)), dice.in_office(at), at)
    return np.concatenate([opening, case]), np.concatenate([at_first, at])


def _until_assessed(setting: Setting, received: Times) -> Lengths:
    """The course's measures work from its first day: a duty rota and one way in."""
    dice, count = setting.dice, len(received)
    never_apart = 1 - NEVER_ASSESSED
    share = np.where(setting.in_course(received), IN_COURSE, BEFORE_COURSE) / never_apart
    same_day = dice.soon_or_late(dice.happens(0.6, count), SOON, SAME_DAY)
    return np.where(dice.happens(share, count), same_day, dice.days(*NEXT_DAYS, count))


def _acknowledged(setting: Setting, received: Times, known: Flags) -> Times:
    """Within 6 weekdays (barnets lov § 134) for 84 %; 5 days can never be too late, 9 are so outside of holidays."""
    dice, count = setting.dice, len(received)
    answered = dice.in_office(received + dice.soon_or_late(dice.happens(0.9, count), (0.1, 5), (11, 30)))
    return only(np.maximum(answered, received), known & dice.happens(0.94, count))


def _answered(setting: Setting, received: Times, days: tuple[float, float], *, only_for: Flags, share: float) -> Times:
    dice, count = setting.dice, len(received)
    at = dice.in_office(received + dice.days(*days, count))
    return only(np.maximum(at, received), only_for & dice.happens(share, count))


def _outcomes(setting: Setting, received: Times) -> Texts:
    dice, count = setting.dice, len(received)
    before, now = dice.one_of(OUTCOMES_BEFORE, count), dice.one_of(OUTCOMES_NOW, count)
    return np.where(setting.under_barnets_lov(received), now, before)


def _conversations(setting: Setting, received: Times, abuse: Flags) -> tuple[Times, Times, Texts]:
    """After abuse a conversation must be held (barnets lov § 137, stk. 3); held, omitted for a reason, or neither."""
    dice, count = setting.dice, len(received)
    spoken = dice.happens(0.74 * abuse, count)
    omitted = dice.happens(0.4 * (abuse & ~spoken), count)
    at = dice.in_office(received + dice.days(1, 14, count))
    reasons = dice.one_of({"Barnets modenhed": 0.5, "Sagens karakter": 0.5}, count)
    return only(at, spoken), only(at, omitted), np.where(omitted, reasons, "")
