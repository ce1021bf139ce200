"""A drawing that stands in a page: without what a program hid in it, and with a name and a description in words."""

import re
from html import escape

__all__ = ["embedded"]

HIDDEN = re.compile(r'<path[^>]*(?:display="none"|d="M0,0h0v0h0Z")[^>]*/>')
UNUSED = re.compile(
    r' (?:class|role|aria-[a-z]+|pointer-events|version|xmlns:xlink|stroke-miterlimit)="[^"]*"| opacity="1"'
)
SIZE = re.compile(r' (?:width|height)="[^"]*"')
HEAD = re.compile(r"^<svg[^>]*>")
ATTRIBUTE = re.compile(r'="[^"]*"')
LONG = re.compile(r"\d+\.\d{2,}")
EMPTY = re.compile(r"<g[^>]*/>|<g[^>]*></g>")
"""A group that closes itself is tried first: the end after it is another's."""


def embedded(drawing: str, *, name: str, title: str, description: str) -> str:
    """An SVG as vl-convert gives it, for a page in which `name` is used by no other.

    Vega writes roles and labels for screen readers in English: they are taken out, and the drawing becomes one picture
    with a title and a description. Its size is the page's to decide. Coordinates keep one decimal.
    """
    head = HEAD.match(drawing)
    assert head is not None  # noqa: S101 - vl-convert gives an SVG
    body = UNUSED.sub("", HIDDEN.sub("", drawing[head.end() :]))
    body = ATTRIBUTE.sub(lambda found: LONG.sub(_shorter, found[0]), body)
    while EMPTY.search(body):
        body = EMPTY.sub("", body)
    labels = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    opening = SIZE.sub("", UNUSED.sub("", head[0])).removesuffix(">")
    return f'{opening} role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc">{labels}{body}'


def _shorter(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}"
