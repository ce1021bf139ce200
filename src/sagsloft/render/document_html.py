"""Document → one HTML file that fetches nothing, reads well on a phone too, and prints with its marks on every page."""

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from sagsloft.render.document import Document
from sagsloft.render.document_frame import Frame, printable

__all__ = ["document_html"]

NOT_PLAIN = re.compile(r"[^\w .,·-]")


def document_html(document: Document) -> str:
    """The whole page. The same document gives the same text."""
    written = printable(document)
    return _template().render(document=written, frame=Frame.of(written))


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
    environment.filters |= {"css_string": _css_string, "kind": lambda block: type(block).__name__}
    return environment.get_template("document.html")


def _css_string(text: str) -> Markup:
    """A string of a style sheet, in which nothing but letters, digits and plain signs stands as itself."""
    return Markup(f'"{NOT_PLAIN.sub(_escaped, text)}"')  # noqa: S704 - no sign that could end it is left


def _escaped(found: re.Match[str]) -> str:
    return f"\\{ord(found[0]):06x}"
