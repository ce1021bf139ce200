"""The decisions themselves: in which case, when, and on what?"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sagsloft.sources.synthetic.dice import Numbers, Texts, Times
from sagsloft.sources.synthetic.setting import Setting

__all__ = ["Decided"]


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions themselves, before anything is known of what came before and after them."""

    setting: Setting
    case: Numbers
    opened: Times
    """When the case was: nothing happens in it before."""
    at: Times
    content: Texts

    def __len__(self) -> int:
        return len(self.at)

    def earlier(self, low: float, high: float) -> Times:
        """So many days before the decision, but not before the case."""
        dice = self.setting.dice
        at = dice.in_office(self.at - dice.days(low, high, len(self)))
        return np.minimum(np.maximum(at, self.opened), self.at)

    def where(self, rows: Numbers) -> "Decided":
        """Those in these rows."""
        return Decided(self.setting, self.case[rows], self.opened[rows], self.at[rows], self.content[rows])

    def share(self, before: dict[str, float], now: dict[str, float]) -> npt.NDArray[np.float64]:
        """A share that depends on what was decided, and under which act; none where none is named."""
        shares = [np.array([each.get(name, 0.0) for name in self.content]) for each in (before, now)]
        return np.where(self.setting.under_barnets_lov(self.at), shares[1], shares[0])
