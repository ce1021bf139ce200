"""Overview → report.html: one page without any case, that a director understands in a minute and may forward.

The page asks nothing of the network and needs no script: style and drawings stand in it.
"""

from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from sagsloft.core.overview import Overview
from sagsloft.messages import Language
from sagsloft.render import report_numbers as numbers
from sagsloft.render import report_parts as parts
from sagsloft.render import report_rules as rules
from sagsloft.render.report_context import Context
from sagsloft.render.report_words import Words

__all__ = ["Context", "report_page"]


def report_page(overview: Overview, context: Context, language: Language) -> str:
    """The whole page as HTML. The same overview, context and language give the same text."""
    words = Words(language, context.calendar.timezone)
    unseen = parts.unseen(context, words)
    units, spreads = ((), ()) if overview.outcomes is None else numbers.spreads(overview.outcomes, words)
    return _template().render(
        overview=overview,
        context=context,
        words=words,
        say=words.say,
        label=partial(context.label, words=words),
        overdue=parts.overdue(overview, context, words),
        without_limit=parts.without_limit(overview, context, words),
        unseen=unseen,
        unseen_rules=len({each.rule.id for each in context.unmeasurable}),
        themes=rules.themes(overview, context, words),
        volumes=tuple(numbers.volumes(overview.volumes, context, words)),
        units=units,
        spreads=spreads,
        unknown=numbers.unknown(overview.quality, words),
        holes=numbers.holes(overview.quality, words),
        in_force=parts.in_force(overview, context, words),
    )


@cache
def _template() -> Template:
    """Everything that is not markup of ours is escaped; a name that is not there is a bug, and raises."""
    environment = Environment(
        loader=PackageLoader("sagsloft.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")
