"""The bounds of events in a sorted line (`core.line` says what they are), as plain arrays.

No table is made for them: of a single case that would take longer than all else that is asked of its line.
"""

import numpy as np

from sagsloft.core.calendar import Instants
from sagsloft.core.line import BOUNDS, Booleans, Integers

__all__ = ["bounds"]


def bounds(group: Integers, earliest: Instants, latest: Instants) -> dict[str, Integers]:
    """Each bound of every event, by its name. The events are sorted by group, then earliest, then row."""
    at = np.arange(len(group), dtype=np.uint32)
    opens_instant = _differs(group) | _differs(earliest)
    start = _last_so_far(at, opens_instant)
    until = _next_from_here(at, _closes(opens_instant))
    dated = latest > earliest
    if not dated.any():
        return dict(zip(BOUNDS, (at, start, start, until, start), strict=True))
    return _with_days(group, earliest, latest, at, start, until)


def _with_days(
    group: Integers, earliest: Instants, latest: Instants, at: Integers, start: Integers, until: Integers
) -> dict[str, Integers]:
    """Where some events have no time of day, and so fill their whole local day.

    Such an event begins at midnight, hence before all others of its day, and the last one seen tells when its day ends.
    """
    dated = latest > earliest
    day = _last_so_far(at, dated)
    day_ends = latest[day]
    in_its_day = dated[day] & (group[day] == group) & (earliest <= day_ends)
    last_of_day = _closes(_differs(group))
    last_of_day[:-1] |= earliest[1:] > day_ends[:-1]
    midnight = np.where(in_its_day, start[day], start)
    until = np.where(dated, _next_from_here(at, last_of_day), until)
    after_day = np.where(earliest[until] == latest, start[until], until + 1)
    past = np.where(dated, after_day, start)
    return dict(zip(BOUNDS, (at, start, midnight, until, past), strict=True))


def _differs(values: Integers) -> Booleans:
    """From the one before; the first does."""
    return np.concatenate([np.ones(len(values[:1]), dtype=np.bool_), values[1:] != values[:-1]])


def _closes(opens: Booleans) -> Booleans:
    """The last of each stretch that begins where one opens."""
    return np.concatenate([opens[1:], np.ones(len(opens[:1]), dtype=np.bool_)])


def _last_so_far(at: Integers, marked: Booleans) -> Integers:
    """The place of the last marked event up to each; 0 before any."""
    return np.maximum.accumulate(np.where(marked, at, np.uint32(0)))


def _next_from_here(at: Integers, marked: Booleans) -> Integers:
    """The place of the first marked event from each on; the last event is marked."""
    return np.minimum.accumulate(np.where(marked, at, at[-1:])[::-1])[::-1]
