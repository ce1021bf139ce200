"""Numbers, days and small drawings in templates, as the report writes them."""

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sagsloft.core.rules import Text
from sagsloft.render.report_context import Published
from sagsloft.render.report_words import Words
from sagsloft.web.accounts.speech import language_now, said
from sagsloft.web.monitor.figure_parts import words_in
from sagsloft.web.monitor.law import spoken

__all__ = ["register"]

register = template.Library()
METER = '<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'


def _words() -> Words:
    return words_in(language_now())


@register.filter
def number(value: int | None) -> str:
    """`1.234`; `–` where there is none."""
    return _words().whole(value)


@register.filter
def share(value: float | None) -> str:
    return _words().share(value)


@register.filter
def days(value: float | None) -> str:
    return _words().days(value)


@register.filter
def median(value: float) -> str:
    return _words().median(value)


@register.filter
def day_name(value: date) -> str:
    return _words().day(value)


@register.filter
def month(value: date) -> str:
    return _words().month(value)


@register.filter
def together(parts: Iterable[str]) -> str:
    """Sentences, one after the other."""
    return " ".join(parts)


@register.simple_tag
def period(first: date, last: date) -> str:
    return _words().period(first, last)


@register.simple_tag
def shares(low: float, high: float) -> str:
    return _words().shares(low, high)


@register.simple_tag
def counted(key: str, count: int, **values: object) -> str:
    """The sentence `<key>_one` or `<key>_many`, with the number as `{count}`."""
    form = "one" if count == 1 else "many"
    return said(f"{key}_{form}", count=_words().number(count), **values)


@register.simple_tag
def texted(text: Text) -> str:
    """A text that the rulebook has in both languages."""
    return spoken(text, language_now())


@register.simple_tag
def meter(value: float | None, published: Published | None = None) -> SafeString:
    """A share as a bar from nought to all of it, with what is published for the country as a frame."""
    filled = format_html('<rect class="filled" y="2" width="{}" height="6"/>', _part(value or 0))
    frame = SafeString()
    if published is not None:
        width = _part(max(published.high - published.low, 0.01))
        frame = format_html('<rect class="reference" x="{}" width="{}" height="10"/>', _part(published.low), width)
    return mark_safe(f"{METER}{filled}{frame}</svg>")  # noqa: S308 - made of our own numbers


@register.simple_tag
def drawing(svg: str) -> SafeString:
    """A chart of ours, in which every text is escaped."""
    return mark_safe(svg)  # noqa: S308 - see above


def _part(value: float) -> str:
    """Per cent, with a point in every language."""
    return f"{100 * value:.1f}"
