"""The invented children's cases: from when until when, how much happens in each, and how old is the child?"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sagsloft.sources.synthetic.dice import DAY, Flags, Numbers, Texts, Times
from sagsloft.sources.synthetic.setting import Setting

__all__ = ["Cases"]

CONVERTED = 0.25
"""Cases that ran already: the case system is new, and they were entered in its first days."""
DAYS_TO_CONVERT = 10
SKEW = 0.9
"""How unequal cases are: the spread of a log-normal weight."""
USUAL_LENGTH = 330
"""Days until half of the cases of weight one are closed, if no measure keeps them open."""
OLDEST = 17.5
"""Years; half of the children are over eleven when their case is opened."""
DISTRICTS = {"Nord": 0.4, "Syd": 0.35, "Midtbyen": 0.25}
TARGET_GROUPS = {"Udsatte børn": 0.7, "Unge": 0.18, "Børn med handicap": 0.12}


@dataclass(frozen=True, slots=True)
class Cases:
    """One row for each case. `closes`: when it would be closed if nothing kept it open."""

    weight: npt.NDArray[np.float64]
    opens: Times
    closes: Times
    born: Times
    is_converted: Flags
    district: Texts
    target_group: Texts

    @classmethod
    def draw(cls, count: int, setting: Setting) -> "Cases":
        dice = setting.dice
        weight = dice.generator.lognormal(-(SKEW**2) / 2, SKEW, count)
        is_converted = dice.happens(CONVERTED, count)
        whole = (setting.ends - setting.begins) / DAY
        opens = np.where(is_converted, dice.days(0, DAYS_TO_CONVERT, count), dice.days(0, whole - 7, count))
        opens = dice.in_office(np.sort(setting.begins + opens))
        length = USUAL_LENGTH * np.sqrt(weight) * dice.generator.lognormal(0, 0.7, count)
        return cls(
            weight=weight,
            opens=opens,
            closes=opens + 30 * DAY + (length * 24 * 60).astype("timedelta64[m]"),
            born=opens - (OLDEST * 365.25 * 24 * 60 * dice.generator.random(count) ** 0.6).astype("timedelta64[m]"),
            is_converted=opens < setting.begins + DAYS_TO_CONVERT * DAY,
            district=dice.one_of(DISTRICTS, count),
            target_group=dice.one_of(TARGET_GROUPS, count),
        )

    def __len__(self) -> int:
        return len(self.opens)

    def moments(self, a_year: float, setting: Setting) -> tuple[Numbers, Times]:
        """Cases and moments while they are open: so many a year, and more where more happens."""
        until = np.minimum(self.closes, setting.ends)
        open_years = (until - self.opens) / DAY / 365.25
        case = np.repeat(np.arange(len(self)), setting.dice.counts(a_year * self.weight * open_years))
        passed = setting.dice.generator.random(len(case))
        return case, self.opens[case] + ((until - self.opens)[case].astype(np.int64) * passed).astype("timedelta64[m]")

    def office_moments(self, a_year: float, setting: Setting) -> tuple[Numbers, Times]:
        """The same in office hours, and not before the case is opened."""
        case, at = self.moments(a_year, setting)
        return case, np.maximum(setting.dice.in_office(at), self.opens[case])
