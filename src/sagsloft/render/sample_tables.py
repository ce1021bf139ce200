"""A draw in the terminal: what is not in the frame, which cases to read, what was done, and what a plan can show."""

from collections.abc import Mapping

from rich.table import Table

from sagsloft.core.draw_record import Record
from sagsloft.core.draw_steps import Planned, name_of
from sagsloft.core.errors import MessageId
from sagsloft.core.frame import Exclusion, Frame
from sagsloft.core.ladder import IMPROVEMENT, Phrase
from sagsloft.core.planning import BEFORE, RISES, GoalReach, Outlook
from sagsloft.core.sample import Exchange
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day, percent

__all__ = [
    "asked_for",
    "change_table",
    "exchanged",
    "excluded",
    "in_words",
    "level_table",
    "rise_name",
    "showing_goal",
    "steps",
    "to_read",
    "whole_percent",
]

NONE = "–"
USUAL = 20
"""As many cases as a Task Force reads."""
TOLD_RISE = RISES[1]


def excluded(record: Record, language: Language) -> Table:
    """How many cases of the source are not in the frame, for each reason; those reviewed even where there are none."""
    table = Table(title=say("sample.excluded", language), title_justify="left", show_header=False)
    reviewed = {Exclusion.REVIEWED: 0} if record.frozen.source.get("left_out") else {}
    for reason, count in (reviewed | dict(record.frozen.excluded)).items():
        table.add_row(say(f"sample.excluded_{reason}", language), f"{count}")
    return table


def asked_for(record: Record, language: Language) -> Table:
    """What was fixed before the draw: which cases make the frame, how many are read, and when there may be more."""
    table = Table(title=say("sample.asked_for", language), title_justify="left", show_header=False)
    frozen, planned = record.frozen, record.first(Planned)
    for name, value in frozen.criteria.items():
        if value is not None:
            table.add_row(say(f"sample.criterion_{name}", language), _as_written(value))
    if planned is not None:
        table.add_row(say("sample.planned", language), str(planned.count))
        if planned.extension is not None:
            rule = say("sample.rule", language, up_to=planned.extension.up_to, when=planned.extension.when)
            table.add_row(say("sample.step_extended", language), rule)
    return table


def exchanged(exchange: Exchange, language: Language) -> str:
    """Which case was skipped, why, and which was taken instead."""
    number, case = exchange.skipped
    why = MessageId(f"sample.reason_{exchange.reason}")
    if exchange.taken is None:
        return say("sample.none_left", language, case=case, number=number, reason=why)
    next_number, taken = exchange.taken
    return say("sample.skipped", language, case=case, number=number, reason=why, taken=taken, next=next_number)


def to_read(numbers: Mapping[str, int], frame: Frame, language: Language) -> Table:
    """The cases in the order in which they are read, each with its number in the draw; siblings name each other's."""
    table = Table()
    table.add_column(say("sample.place", language), justify="right")
    table.add_column(say("sample.case", language))
    table.add_column(say("sample.sibling", language))
    kin = {
        case: [numbers[each] for each in family if each != case]
        for family in frame.siblings(numbers.keys())
        for case in family
    }
    for case, place in numbers.items():
        others = ", ".join(map(str, sorted(kin.get(case, ()))))
        table.add_row(str(place), case, say("sample.siblings_of", language, places=others) if others else "")
    return table


def steps(record: Record, language: Language) -> Table:
    """Each step with its day and its hash, whole: it is to be held against one that was published."""
    table = Table(title=say("sample.steps", language), title_justify="left")
    for name in ("step", "day", "sha256"):
        table.add_column(say(f"sample.{name}", language), no_wrap=name == "sha256")
    for number, link in enumerate(record.links, 1):
        step = say(f"sample.step_{name_of(link.step)}", language)
        table.add_row(f"{number}. {step}", day(link.step.on, language), link.sha256)
    return table


def level_table(plan: Outlook, language: Language) -> Table:
    """For each number of cases: how wide the interval is, what none found excludes, and what shows a goal."""
    table = Table(title=say("sample.plan_level", language), title_justify="left")
    table.add_column(say("sample.plan_cases", language), justify="right")
    goal = ("plan_goal_met", "plan_goal_missed") if plan.goal is not None else ()
    for name in ("plan_half", "plan_none", *goal):
        table.add_column(say(f"sample.{name}", language))
    for each in plan.reaches:
        lower, upper = (percent(share, language) for share in each.half)
        half = say("sample.plan_span", language, lower=lower, upper=upper)
        is_known = say("sample.plan_is_known", language)
        cells = [is_known if each.cases == plan.frame else half, percent(each.none_found, language)]
        table.add_row(str(each.cases), *cells, *_goal(each.goal, language))
    return table


def showing_goal(goal: float, cases: int, language: Language) -> str:
    """How many cases without a breach show a goal (percent)."""
    return say("sample.plan_shows_goal", language, goal=percent(goal / 100, language), cases=cases)


def change_table(plan: Outlook, language: Language) -> Table:
    """For each true change and each phrase: of 100 times, how often the phrase or a stronger one is said."""
    table = Table(title=say("sample.plan_change", language), title_justify="left")
    table.add_column(say("sample.plan_true_change", language), no_wrap=True)
    table.add_column(say("sample.plan_said", language), no_wrap=True)
    for each in plan.reaches:
        table.add_column(str(each.cases), justify="right")
    changes = {say("sample.plan_unchanged", language): [each.unchanged for each in plan.reaches]} | {
        rise_name(rise, language): [each.rises.get(rise, {}) for each in plan.reaches] for rise in RISES
    }
    for name, chances in changes.items():
        for phrase in IMPROVEMENT:
            said = [whole_percent(each.get(phrase)) for each in chances]
            table.add_row(name if phrase is IMPROVEMENT[0] else "", _phrase(phrase, language), *said)
        table.add_section()
    return table


def in_words(plan: Outlook, language: Language) -> str | None:
    """What a round of 20 cases, or of as many as there are, sees of a rise; None where they are too few for words."""
    reach = [each for each in plan.reaches if each.cases <= USUAL][-1]
    if not reach.rises:
        return None
    said = whole_percent(reach.rises[TOLD_RISE][Phrase.IMPROVEMENT])
    before, after = round(100 * BEFORE), round(100 * (BEFORE + TOLD_RISE))
    return say("sample.plan_in_words", language, cases=reach.cases, before=before, after=after, said=said)


def rise_name(rise: float, language: Language) -> str:
    before, after = round(100 * BEFORE), round(100 * (BEFORE + rise))
    return say("sample.plan_rise", language, points=round(100 * rise), before=before, after=after)


def whole_percent(share: float | None) -> str:
    """`21`; under a half `<1`, and never 100 of what is not certain."""
    if share is None:
        return NONE
    rounded = round(100 * share)
    if rounded == 0 and share > 0:
        return "<1"
    return ">99" if rounded == 100 and share < 1 else str(rounded)  # noqa: PLR2004 - all of a hundred


def _as_written(value: object) -> str:
    """What was asked for, as one would write it on the command line."""
    match value:
        case {"activity": activity, "where": dict(where)}:
            return " ".join([str(activity), *(f"{name}={_as_written(each)}" for name, each in where.items())])
        case {"given": True}:
            return "*"
        case True | False:
            return str(value).lower()
        case list():
            return ", ".join(map(_as_written, value))
    return str(value)


def _phrase(phrase: Phrase, language: Language) -> str:
    return say(f"sample.plan_{phrase}", language)


def _goal(goal: GoalReach | None, language: Language) -> list[str]:
    if goal is None:
        return []
    counts = (goal.least_met, goal.most_missed)
    return [say("sample.plan_not_possible", language) if count is None else str(count) for count in counts]
