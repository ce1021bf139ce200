"""What can a draw of a frame's size show? As figures, and as a table and two charts in a folder."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from sagsloft.core.errors import UserError
from sagsloft.core.ladder import IMPROVEMENT, Phrase
from sagsloft.core.planning import BEFORE, RISES, Outlook, Reach, outlook
from sagsloft.messages import Language, say
from sagsloft.messages.wording import percent
from sagsloft.render.charts import Caption
from sagsloft.render.files import together, write_csv
from sagsloft.render.sample_chart import change_chart, level_chart
from sagsloft.render.sample_tables import whole_percent

__all__ = ["CHANGE", "LEVEL", "PLAN", "plan_sample", "write_plan"]

PLAN, LEVEL, CHANGE = "plan.csv", "level.svg", "change.svg"


def plan_sample(frame: int, goal: float | None = None) -> Outlook:
    """Raises UserError where the frame or the goal (percent) is impossible."""
    return outlook(frame, goal)


def write_plan(plan: Outlook, folder: Path, language: Language) -> None:
    """plan.csv, level.svg, and change.svg where there are cases enough for words. Raises UserError rather than replace
    a file."""
    for name in (PLAN, LEVEL, CHANGE):
        if (folder / name).exists():
            raise UserError("sample.exists", file=folder / name)
    cases = say("sample.plan_cases", language)
    with together(folder) as hidden:
        write_csv(pl.DataFrame([_row(each) for each in plan.reaches], infer_schema_length=None), hidden / PLAN, "UTC")
        level = level_chart(plan, _caption("level", _level_text(plan, language), language), cases)
        (hidden / LEVEL).write_text(level, "utf-8")
        if plan.reaches[-1].rises:
            names = {rise: say("sample.plan_short_rise", language, points=round(100 * rise)) for rise in RISES}
            caption = _caption("change", _change_text(plan, language), language)
            (hidden / CHANGE).write_text(change_chart(plan, caption, cases, names), "utf-8")


def _row(reach: Reach) -> dict[str, object]:
    """Shares of one, for those who reckon on."""
    row: dict[str, object] = {
        "cases": reach.cases,
        "half_lower": reach.half.lower,
        "half_upper": reach.half.upper,
        "none_found_at_most": reach.none_found,
        "goal_met_from": reach.goal and reach.goal.least_met,
        "goal_missed_to": reach.goal and reach.goal.most_missed,
    }
    for phrase in IMPROVEMENT:
        row[f"unchanged_{phrase}"] = reach.unchanged.get(phrase)
    for rise in RISES:
        for phrase in IMPROVEMENT:
            row[f"rise_{round(100 * rise)}_{phrase}"] = reach.rises.get(rise, {}).get(phrase)
    return row


def _caption(name: str, text: str, language: Language) -> Caption:
    return Caption(f"plan-{name}", say(f"sample.plan_{name}_title", language), text, language)


def _level_text(plan: Outlook, language: Language) -> str:
    """The chart in words, for those who listen."""
    spans = [
        say(
            "sample.plan_span",
            language,
            lower=percent(each.half.lower, language),
            upper=percent(each.half.upper, language),
        )
        for each in plan.reaches
    ]
    return say("sample.plan_level_text", language, rows=_rows(plan, spans, language))


def _change_text(plan: Outlook, language: Language) -> str:
    texts = [", ".join(_rise(rise, said, language) for rise, said in each.rises.items()) for each in plan.reaches]
    before = round(100 * BEFORE)
    return say("sample.plan_change_text", language, before=before, rows=_rows(plan, texts, language))


def _rise(rise: float, said: Mapping[Phrase, float], language: Language) -> str:
    name = say("sample.plan_short_rise", language, points=round(100 * rise))
    return f"{name} {whole_percent(said[Phrase.IMPROVEMENT])}"


def _rows(plan: Outlook, texts: list[str], language: Language) -> str:
    told = zip(plan.reaches, texts, strict=True)
    return "; ".join(say("sample.plan_row", language, cases=each.cases, text=text) for each, text in told if text)
