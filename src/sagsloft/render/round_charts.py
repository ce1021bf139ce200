"""The charts of the reports: levels before and now, answers, themes, critical cases, and deadlines with measures. SVG.

Each says the same in words in `round_chart_words`; the caption takes them as its description.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from sagsloft.core.scales import Criticality
from sagsloft.core.trends import Trend
from sagsloft.messages import Language
from sagsloft.render.answer_bars import AnswerRow, Laid, ThemeRow, answer_bars, judgement_bars, theme_bars
from sagsloft.render.chart_grammar import LEFT, deadline_grammar
from sagsloft.render.chart_sheet import as_data, moved, sheet, with_writing
from sagsloft.render.charts import Caption, control_data, drawn, periods_of
from sagsloft.render.deadline_marks import deadline_marks
from sagsloft.render.level_rows import LevelRow, level_rows
from sagsloft.render.measure_labels import Measure

__all__ = [
    "answers_chart",
    "answers_pages",
    "criticality_chart",
    "deadline_chart",
    "levels_chart",
    "levels_pages",
    "themes_chart",
]

TALLEST = 720.0
"""As much as stands on one page, with its title, where the drawing is 135 mm broad."""

AnyRow = TypeVar("AnyRow")


def levels_chart(rows: Sequence[LevelRow], caption: Caption) -> str:
    """Shares with what they say of all cases, a row for each criterion, in the order given."""
    return sheet(*level_rows(rows, caption.language), caption)


def answers_chart(rows: Sequence[AnswerRow], caption: Caption) -> str:
    """How the cases divide over the answers to each criterion, in the order given."""
    return sheet(*answer_bars(rows, caption.language), caption)


def themes_chart(rows: Sequence[ThemeRow], caption: Caption) -> str:
    """In how many cases each theme is fulfilled, partly or not, in the order given."""
    return sheet(*theme_bars(rows, caption.language), caption)


def criticality_chart(
    before: Mapping[Criticality, int] | None, now: Mapping[Criticality, int], caption: Caption
) -> str:
    """How many cases are critical or worrying. `before`: None where there is no round to compare with."""
    return sheet(*judgement_bars(before, now, caption.language), caption)


def deadline_chart(
    trends: Sequence[Trend],
    caption: Caption,
    *,
    goal: float | None = None,
    measures: Sequence[Measure] = (),
    reference: tuple[float, float] | None = None,
    changes: Sequence[date] = (),
) -> str:
    """A control chart with its own key, and with what was done when. Limits are dashed where they are provisional.

    goal, reference: shares of 0 to 1; the latter published, from its lowest to its highest. changes: days on which the
    law changed. A measure before the first day that the chart shows, or after its last, has no line in it.
    """
    data = control_data(trends, reference=reference, changes=changes)
    marks, top = deadline_marks(
        trends,
        caption.language,
        goal=goal,
        measures=measures,
        is_referred=bool(data["reference"]),
        is_changed=bool(data["changes"]),
    )
    grammar = deadline_grammar()
    roomy = {**grammar, "padding": {**grammar["padding"], "top": top}}
    drawing = drawn(roomy, {**data, **as_data(marks, caption)}, caption, periods_of(trends))
    return with_writing(drawing, moved(marks, LEFT, top))


def levels_pages(rows: Sequence[LevelRow], language: Language) -> list[tuple[LevelRow, ...]]:
    """The rows in as many parts as it takes for the chart of each to stand on one page."""
    return _pages(rows, partial(level_rows, language=language))


def answers_pages(rows: Sequence[AnswerRow], language: Language) -> list[tuple[AnswerRow, ...]]:
    """As `levels_pages`."""
    return _pages(rows, partial(answer_bars, language=language))


def _pages(rows: Sequence[AnyRow], laid: Callable[[Sequence[AnyRow]], Laid]) -> list[tuple[AnyRow, ...]]:
    parts: list[list[AnyRow]] = []
    for row in rows:
        if parts and laid([*parts[-1], row])[1] <= TALLEST:
            parts[-1].append(row)
        else:
            parts.append([row])
    return [tuple(part) for part in parts]
