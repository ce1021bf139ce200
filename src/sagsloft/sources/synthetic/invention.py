"""What is invented, from a seed: the events, the lists with a few slips, and the course."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from sagsloft.sources.synthetic.event_log import event_log
from sagsloft.sources.synthetic.lists import management_lists
from sagsloft.sources.synthetic.setting import Course, Setting
from sagsloft.sources.synthetic.slips import with_slips
from sagsloft.sources.synthetic.world import World

__all__ = ["Invented", "invent"]


@dataclass(frozen=True, slots=True)
class Invented:
    """`events`: an event table. `lists`: name → a wide list, every cell text as in a CSV file, empty cells missing.

    Both tell of the same matters; the lists leave out what such lists do not hold: the chair's decisions, requests for
    access, changes of caseworker, inquiries and notes. `slips`: how many cells of the lists are wrong, as in real ones.
    `last`: the day on which everything was exported.
    """

    events: pl.DataFrame
    lists: Mapping[str, pl.DataFrame]
    course: Course
    slips: int
    last: date


def invent(seed: int, *, cases: int = 300, first: date = date(2022, 1, 1), last: date = date(2025, 12, 31)) -> Invented:
    """The municipality with so many cases, from the first day to the last."""
    setting = Setting.of(seed, first, last)
    world = World.draw(cases, setting)
    events = event_log(world, setting)
    lists, slips = with_slips(management_lists(world), setting.dice)
    return Invented(events, lists, setting.course, slips, last)
