"""Decisions, and the measures and placements that begin with them: talked over, heard, planned and carried out?"""

import numpy as np
import polars as pl

from sagsloft.sources.synthetic.cases import Cases
from sagsloft.sources.synthetic.conversations import conversations
from sagsloft.sources.synthetic.decisions import Decided
from sagsloft.sources.synthetic.dice import DAY, Flags, Texts, Times, only
from sagsloft.sources.synthetic.moments import case_of, times_of
from sagsloft.sources.synthetic.setting import Setting, table

__all__ = ["PLACEMENTS", "measures"]

AFTER_INVESTIGATION = 0.75
PROMPT = 0.35
"""Decided within weeks of the investigation; the others so late that the conversation in it no longer counts."""
A_YEAR = 0.85
"""Further decisions: another measure, a refusal, something else."""
CONTENT_AFTER = {"indsats": 0.56, "anbringelse": 0.18, "uden samtykke": 0.13, "afslag": 0.13}
CONTENT_FURTHER = {"indsats": 0.49, "anbringelse": 0.03, "afslag": 0.18, "andet": 0.30}
"""`uden samtykke` is a placement without consent."""
PLACEMENTS = ("anbringelse", "uden samtykke")
SECTIONS_BEFORE = {
    "indsats": "§ 52, stk. 3", "anbringelse": "§ 52, stk. 3, nr. 7", "uden samtykke": "§ 58",
    "afslag": "§ 52, stk. 3", "andet": "§ 54",
}  # fmt: skip
SECTIONS_NOW = {
    "indsats": "§ 32", "anbringelse": "§ 46", "uden samtykke": "§ 47", "afslag": "§ 32", "andet": "§ 30",
}  # fmt: skip
GRANTED = {"indsats": 0.45, "anbringelse": 0.2, "andet": 0.5}
"""Decisions that give what was asked for need no hearing and no guidance on complaints."""
USUAL_DAYS = {"indsats": 300, "anbringelse": 620, "uden samtykke": 760}
YEAR = 365 * DAY


def measures(setting: Setting, cases: Cases, investigations: pl.DataFrame, notifications: pl.DataFrame) -> pl.DataFrame:
    """One row for each decision, with the measure or placement that it began."""
    made, dice = _decided(setting, cases, investigations), setting.dice
    count = len(made)
    talks = conversations(made, (investigations, notifications), of_measure=np.isin(made.content, list(USUAL_DAYS)))
    is_granted = dice.happens(made.share(GRANTED, GRANTED), count)
    started, ended = _carried_out(made)
    planned, unplanned = _plans(made)
    heard, not_heard = _hearings(made, is_granted)
    is_compulsory = made.content == "uden samtykke"
    return table(
        case=made.case,
        decided=made.at,
        content=made.content,
        section=_sections(made),
        granted=is_granted,
        heard=heard,
        not_heard=not_heard,
        **talks,
        guided=_guidance(made, is_granted),
        planned=planned,
        unplanned=unplanned,
        rehearing_by=only(made.at + YEAR, dice.happens(0.9 * is_compulsory, count)).astype("datetime64[D]"),
        started=started,
        ended=ended,
    )


def _decided(setting: Setting, cases: Cases, investigations: pl.DataFrame) -> Decided:
    dice = setting.dice
    ended = investigations.filter(pl.col("ended").is_not_null())
    led = ended.filter(pl.Series(dice.happens(AFTER_INVESTIGATION, ended.height), dtype=pl.Boolean))
    is_prompt = dice.happens(PROMPT, led.height)
    after = times_of(led, "ended") + dice.soon_or_late(is_prompt, (4, 45), (90, 200))
    case, at = cases.office_moments(A_YEAR, setting)
    content = [dice.one_of(CONTENT_AFTER, led.height), dice.one_of(CONTENT_FURTHER, len(case))]
    made = np.concatenate([dice.in_office(after), at])
    of = np.concatenate([case_of(led), case])
    return Decided(setting, of, cases.opens[of], made, np.concatenate(content))


def _sections(made: Decided) -> Texts:
    before, now = (np.array([each[name] for name in made.content]) for each in (SECTIONS_BEFORE, SECTIONS_NOW))
    return np.where(made.setting.under_barnets_lov(made.at), now, before)


def _hearings(made: Decided, is_granted: Flags) -> tuple[Times, Times]:
    """Before a decision against someone (forvaltningsloven § 19): held, or omitted, or forgotten."""
    dice, count = made.setting.dice, len(made)
    is_heard = dice.happens(np.where(is_granted, 0.2, 0.74), count)
    is_omitted = dice.happens(0.2 * (~is_granted & ~is_heard), count)
    at = made.earlier(3, 25)
    return only(at, is_heard), only(at, is_omitted)


def _guidance(made: Decided, is_granted: Flags) -> Times:
    """With a decision against someone (forvaltningsloven § 25), mostly in the same letter; a few are sent too late."""
    dice, count = made.setting.dice, len(made)
    is_given = dice.happens(np.where(is_granted | (made.content == "uden samtykke"), 0.3, 0.88), count)
    is_late = dice.happens(0.5 * (~is_given & ~is_granted), count)
    late = dice.in_office(made.at + dice.days(3, 21, count))
    return np.where(is_given, made.at, only(late, is_late))


def _plans(made: Decided) -> tuple[Times, Times]:
    """Made or lawfully left out.

    Lov om social service § 140: before the decision. Barnets lov § 91: within three months after it; for support the
    municipality may decide that no plan is needed; before a placement without consent.
    """
    dice, count = made.setting.dice, len(made)
    before = {"indsats": 0.72, "anbringelse": 0.78, "uden samtykke": 0.84}
    now = {"indsats": 0.08, "anbringelse": 0.12, "uden samtykke": 0.84}
    is_before = dice.happens(made.share(before, now), count)
    within = dice.happens(made.share({}, {"indsats": 0.68, "anbringelse": 0.74}) * ~is_before, count)
    rest = made.share({"indsats": 0.6, "anbringelse": 0.6, "uden samtykke": 0.6}, dict.fromkeys(USUAL_DAYS, 0.5))
    is_late = dice.happens(rest * (~is_before & ~within), count)
    earlier = made.earlier(4, 60)
    later = dice.in_office(made.at + dice.soon_or_late(within, (8, 86), (98, 210)))
    left_out = made.share({}, {"indsats": 0.4}) * ~(is_before | within | is_late)
    unplanned = only(dice.in_office(made.at + dice.days(0, 20, count)), dice.happens(left_out, count))
    return np.where(is_before, earlier, only(later, within | is_late)), np.maximum(unplanned, made.at)


def _carried_out(made: Decided) -> tuple[Times, Times]:
    """When the measure began and ended; a few never began, and refusals never do."""
    dice, count = made.setting.dice, len(made)
    is_compulsory = made.content == "uden samtykke"
    usual = np.array([USUAL_DAYS.get(name, 0) for name in made.content])
    started = made.at + dice.soon_or_late(is_compulsory, (0.1, 3), (4, 45))
    started = only(np.maximum(dice.in_office(started), made.at), dice.happens(0.96 * (usual > 0), count))
    length = (usual * dice.generator.lognormal(0, 0.6, count) * 24 * 60).astype("timedelta64[m]")
    return started, dice.in_office(started + 20 * DAY + length)
