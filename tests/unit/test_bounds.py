"""The bounds of each event, as they are read off a drawn line."""

import numpy as np
import pytest

from sagsloft.core.bounds import bounds

# group, earliest, latest: what is expected of it. Instants are plain numbers here, and a day has a hundred of them.
LINE = [
    ((1, 40, 40), {"start": 0, "midnight": 0, "until": 0, "past": 0}),
    ((1, 100, 199), {"start": 1, "midnight": 1, "until": 4, "past": 5}),  # a day, with three events in it
    ((1, 130, 130), {"start": 2, "midnight": 1, "until": 3, "past": 2}),
    ((1, 130, 130), {"start": 2, "midnight": 1, "until": 3, "past": 2}),  # at the same instant
    ((1, 170, 170), {"start": 4, "midnight": 1, "until": 4, "past": 4}),
    ((1, 200, 200), {"start": 5, "midnight": 5, "until": 5, "past": 5}),  # the next day
    ((2, 130, 130), {"start": 6, "midnight": 6, "until": 6, "past": 6}),  # that day, but of another
    ((2, 199, 199), {"start": 7, "midnight": 7, "until": 7, "past": 7}),
    ((3, 100, 199), {"start": 8, "midnight": 8, "until": 9, "past": 9}),  # two, one of them at its last instant
    ((3, 199, 199), {"start": 9, "midnight": 8, "until": 9, "past": 9}),
]


@pytest.mark.parametrize("name", ["start", "midnight", "until", "past"])
def test_the_bounds_of_a_drawn_line(name):
    found = bounds(*np.array([event for event, _ in LINE]).T)
    assert found[name].tolist() == [expected[name] for _, expected in LINE]
    assert found["at"].tolist() == list(range(len(LINE)))


def test_where_every_event_has_its_time_the_day_means_nothing():
    group, instant = np.array([[1, 10], [1, 10], [1, 20], [2, 20]]).T
    found = {name: places.tolist() for name, places in bounds(group, instant, instant).items()}
    start, until = [0, 0, 2, 3], [1, 1, 2, 3]
    assert found == {"at": [0, 1, 2, 3], "start": start, "midnight": start, "until": until, "past": start}


def test_a_line_without_events_has_no_bounds():
    nothing = np.array([], dtype=np.int64)
    assert all(len(places) == 0 for places in bounds(nothing, nothing, nothing).values())
