"""The little Markdown that the manual is made of."""

from collections.abc import Iterable, Sequence

__all__ = ["joined", "link", "table"]


def joined(*blocks: str) -> str:
    """Blocks with an empty line between them; an empty block is left out."""
    return "\n\n".join(block for block in blocks if block)


def link(text: str, target: str) -> str:
    """A link; the text alone where there is nothing to link to."""
    return f"[{text}]({target})" if target else text


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(map(_row, (headings, ["---"] * len(headings), *rows)))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
