"""What can so many cases show, before a single one is drawn? (Method, section 7.)

Every figure is by enumeration with the functions that will judge the answers, and none by simulation.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from sagsloft.core.errors import UserError
from sagsloft.core.estimates import Count, Interval, clean_cases_to_exclude, none_found_at_most
from sagsloft.core.goals import Standing, Verdict
from sagsloft.core.ladder import FEWEST, IMPROVEMENT, Phrase, chances_of_phrases, false_alarms, or_stronger

__all__ = ["BEFORE", "EXCLUDED", "RISES", "GoalReach", "Outlook", "Reach", "outlook"]

SIZES = range(10, 81, 10)
BEFORE = 0.40
"""The true share of the first round, from which the rises are reckoned."""
RISES = (0.10, 0.20, 0.40)
EXCLUDED = (0.05, 0.10)
LARGEST_FRAME = 1_000_000
WHOLE = 100


@dataclass(frozen=True, slots=True)
class GoalReach:
    """How many of the cases must meet a criterion before a goal is said to be met, and how few before it is not.

    None: so many cases cannot show it.
    """

    least_met: int | None
    most_missed: int | None


@dataclass(frozen=True, slots=True)
class Reach:
    """What `cases` cases can show.

    `half`: the interval (shares) where half of them meet a criterion, which is as wide as it gets. `none_found`: the
    largest share of breaches that a draw without any leaves possible. `rises`: for each true rise from BEFORE, how
    often each phrase of improvement or a stronger one is said after two rounds of so many. `unchanged`: how often it
    is said at worst where nothing has changed. Both are empty where the cases are too few for words.
    """

    cases: int
    half: Interval
    none_found: float
    rises: Mapping[float, Mapping[Phrase, float]]
    unchanged: Mapping[Phrase, float]
    goal: GoalReach | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The plan of a draw from a frame: `reaches` by number of cases; `clean`: for each of EXCLUDED, how many cases
    without a breach exclude that so large a share of the frame are breaches; `shows_goal`: how many cases, all of which
    meet the criterion, it takes before the goal is said to be met."""

    frame: int
    goal: float | None
    reaches: tuple[Reach, ...]
    clean: Mapping[float, int]
    shows_goal: int | None


def outlook(frame: int, goal: float | None = None) -> Outlook:
    """For 10, 20 … 80 cases, as far as the frame goes. `goal` in percent.

    Raises UserError where the frame is empty or beyond reason, or the goal is outside 0–100.
    """
    if not 1 <= frame <= LARGEST_FRAME:
        raise UserError("sample.impossible_frame", most=LARGEST_FRAME)
    if goal is not None and not 0 <= goal <= WHOLE:
        raise UserError("sample.impossible_goal")
    sizes = [size for size in SIZES if size < frame] + [frame] * (frame <= SIZES[-1])
    return Outlook(
        frame=frame,
        goal=goal,
        reaches=tuple(_reach(size, frame, goal) for size in sizes),
        clean={share: clean_cases_to_exclude(share, frame) for share in EXCLUDED},
        shows_goal=None if goal is None else _shows_goal(frame, goal / WHOLE),
    )


def _reach(cases: int, frame: int, goal: float | None) -> Reach:
    has_words = cases >= FEWEST
    return Reach(
        cases=cases,
        half=Count(cases, cases // 2, frame).interval,
        none_found=none_found_at_most(cases, frame),
        rises={rise: _or_stronger(chances_of_phrases(cases, cases, BEFORE, BEFORE + rise)) for rise in RISES}
        if has_words
        else {},
        unchanged={phrase: false_alarms(cases, cases)[phrase] for phrase in IMPROVEMENT} if has_words else {},
        goal=None if goal is None else _goal_reach(cases, frame, goal / WHOLE),
    )


def _or_stronger(said: Mapping[Phrase, float]) -> dict[Phrase, float]:
    return {phrase: sum(said[each] for each in or_stronger(phrase)) for phrase in IMPROVEMENT}


def _shows_goal(frame: int, goal: float) -> int:
    """By halving: the more cases without a breach, the surer. A census shows it of any goal."""
    return (
        bisect_left(
            range(1, frame),
            True,
            key=lambda cases: Standing(Count(cases, cases, frame), goal).verdict is Verdict.REACHED,
        )
        + 1
    )


def _goal_reach(cases: int, frame: int, goal: float) -> GoalReach:
    verdicts = [Standing(Count(cases, met, frame), goal).verdict for met in range(cases + 1)]
    reached = [met for met, verdict in enumerate(verdicts) if verdict is Verdict.REACHED]
    missed = [met for met, verdict in enumerate(verdicts) if verdict is Verdict.NOT_REACHED]
    return GoalReach(least_met=min(reached, default=None), most_missed=max(missed, default=None))
