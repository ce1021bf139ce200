"""What a page says, read as a person would."""

import re
from html import unescape

__all__ = ["links", "tables", "words"]

TAG, SPACE = re.compile(r"<[^>]+>"), re.compile(r"\s+")
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
LINK = re.compile(r'(?:href|action|data-hx-get|data-hx-post)="([^"]*)"')
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
CAPTION, ROW = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL), re.compile(r"<tr.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)


def _plain(html):
    return SPACE.sub(" ", unescape(TAG.sub(" ", html))).strip()


def words(answer):
    """The text of the page's own part."""
    found = MAIN.search(answer.content.decode())
    return _plain(found[0] if found else answer.content.decode())


def links(answer):
    """Every address that the page names."""
    return [unescape(each) for each in LINK.findall(answer.content.decode())]


def tables(answer):
    """Caption → the rows below the headings, as their cells' texts."""
    found = {}
    for table in TABLE.findall(answer.content.decode()):
        caption = CAPTION.search(table)
        rows = [[_plain(cell) for cell in CELL.findall(row)] for row in ROW.findall(table)]
        found[_plain(caption[1]) if caption else ""] = rows[1:]
    return found
