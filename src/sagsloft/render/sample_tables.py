"""A draw in the terminal: what is not in the frame, which cases to read, what was done, and what a plan can show."""

from rich.table import Table

from sagsloft.core.draw_record import Record
from sagsloft.core.draw_steps import name_of
from sagsloft.core.frame import Frame
from sagsloft.core.ladder import IMPROVEMENT, Phrase
from sagsloft.core.planning import BEFORE, RISES, GoalReach, Outlook
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day, percent

__all__ = ["change_table", "excluded", "in_words", "level_table", "rise_name", "steps", "to_read", "whole_percent"]

NONE = "–"
USUAL = 20
"""As many cases as a Task Force reads."""
TOLD_RISE = RISES[1]


def excluded(record: Record, language: Language) -> Table:
    """How many cases of the source are not in the frame, for each reason."""
    table = Table(title=say("sample.excluded", language), title_justify="left", show_header=False)
    for reason, count in record.frozen.excluded.items():
        table.add_row(say(f"sample.excluded_{reason}", language), f"{count}")
    return table


def to_read(cases: tuple[str, ...], frame: Frame, language: Language) -> Table:
    """The cases in the order in which they are read; siblings name each other's places."""
    table = Table()
    table.add_column(say("sample.place", language), justify="right")
    table.add_column(say("sample.case", language))
    table.add_column(say("sample.sibling", language))
    places = {case: place for place, case in enumerate(cases, 1)}
    kin = {
        case: [places[each] for each in family if each != case] for family in frame.siblings(cases) for case in family
    }
    for case, place in places.items():
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


def _phrase(phrase: Phrase, language: Language) -> str:
    return say(f"sample.plan_{phrase}", language)


def _goal(goal: GoalReach | None, language: Language) -> list[str]:
    if goal is None:
        return []
    counts = (goal.least_met, goal.most_missed)
    return [say("sample.plan_not_possible", language) if count is None else str(count) for count in counts]
