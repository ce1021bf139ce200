"""A deadline in words: `inden 6 hverdage`, `mindst 2 gange i hvert 1 år`."""

from sagsloft.core.calendar import Span
from sagsloft.core.rules import AtLeast, Before, Deadline, Open, Repealed, Within
from sagsloft.messages import Language, say
from sagsloft.messages.catalogue import catalogue

__all__ = ["attribute_name", "limit", "span"]


def span(length: Span, language: Language) -> str:
    """`4 måneder`; `1 måned`."""
    number = "one" if length.count == 1 else "many"
    return f"{length.count} {say(f'span.{length.unit}_{number}', language)}"


def attribute_name(attribute: str, language: Language) -> str:
    """What people call it, in quotation marks; its code where only a municipality's own rules know it."""
    return catalogue(language).get(f"attribute.{attribute}", attribute)


def limit(deadline: Deadline, language: Language) -> str:
    """The whole deadline in one phrase."""
    match deadline:
        case Within():
            return _within(deadline, language)
        case Before(not_older_than):
            return say("limit.before", language, span=span(not_older_than, language))
        case AtLeast(count, every):
            return say("limit.at_least", language, count=count, span=span(every, language))
        case Open():
            return say("limit.open", language)
        case Repealed():
            return say("limit.repealed", language)


def _within(deadline: Within, language: Language) -> str:
    same_day = deadline.span.count == 0
    parts = [say("limit.same_day" if same_day else "limit.within", language, span=span(deadline.span, language))]
    if deadline.counting_first_day:
        parts.append(say("limit.counting_first_day", language))
    if deadline.on_date_in is not None:
        agreed = say("limit.on_date_in", language, attribute=attribute_name(deadline.on_date_in, language))
        parts[0] = say("limit.else", language, first=agreed, second=parts[0])
    if deadline.or_when:
        parts.append(say("limit.or_when", language))
    if deadline.or_before is not None:
        parts.append(say("limit.or_before", language, span=span(deadline.or_before, language)))
    return ", ".join(parts)
