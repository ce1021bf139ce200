"""What a screen reader finds in a PDF: its structure in reading order, and the words of each part of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

import pikepdf

CODES = re.compile(r"<([0-9a-fA-F]+)>")
DECORATION = -1
MAPPED = re.compile(r"beginbf(char|range)(.*?)endbf", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """An element of the structure with its standard type; `level`: how deep it lies."""

    kind: str
    level: int
    element: pikepdf.Dictionary
    words: str

    def attribute(self, name: str) -> object:
        """Of any of the element's attribute objects."""
        attributes = self.element.get("/A", [])
        owners = [attributes] if isinstance(attributes, pikepdf.Dictionary) else attributes
        return next((owner[name] for owner in owners if name in owner), None)


class TaggedPdf:
    """A PDF as read by its tags alone: what is no part of the structure, such as headers and footers, is not there."""

    def __init__(self, content: bytes) -> None:
        self.file = pikepdf.open(BytesIO(content))
        self.root = self.file.Root
        roles = self.root.StructTreeRoot.get("/RoleMap", {})
        self.roles = {str(name): str(role) for name, role in roles.items()}

    @cached_property
    def parts(self) -> list[Part]:
        return list(self._parts(self.root.StructTreeRoot.K, 0))

    @cached_property
    def marked(self) -> dict[tuple[int, ...], dict[int, str]]:
        """The text of each page by the number that marks it."""
        return {page.obj.objgen: _marked(page) for page in self.file.pages}

    @cached_property
    def outside_the_structure(self) -> list[str]:
        """The text of each page that is decoration to a screen reader."""
        return [self.marked[page.obj.objgen].get(DECORATION, "") for page in self.file.pages]

    def of_kind(self, *kinds: str) -> list[Part]:
        return [part for part in self.parts if part.kind in kinds]

    def read(self) -> str:
        """All that is read aloud, without the list of contents."""
        return "".join(part.words for part in self.parts if part.level == 1 and part.kind != "TOC")

    def _parts(self, node: pikepdf.Object, level: int) -> Iterator[Part]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from self._parts(child, level)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            kind = str(node.S)
            yield Part(self.roles.get(kind, kind)[1:], level, node, "".join(self._words(node, None)))
            yield from self._parts(node.get("/K", []), level + 1)

    def _words(self, node: pikepdf.Object, page: pikepdf.Object | None) -> Iterator[str]:
        if isinstance(node, int):
            yield self.marked[page.objgen][node]
        elif isinstance(node, pikepdf.Array):
            for child in node:
                yield from self._words(child, page)
        elif "/Alt" in node:
            yield f"\n{node.Alt}\n"
        elif node.get("/Type") == "/MCR":
            yield self.marked[node.get("/Pg", page).objgen][int(node.MCID)]
        elif "/S" in node:
            yield from self._words(node.get("/K", []), node.get("/Pg", page))
            yield "" if node.S in ("/Span", "/Strong", "/Em") else "\n"


def _marked(page: pikepdf.Page) -> dict[int, str]:
    """The text of each marked sequence of a page's content, by its number; there is no text outside of all marks."""
    fonts: dict[str, dict[str, str]] = {}
    texts: dict[int, str] = {}
    font, marks = "", [(DECORATION, False)]
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                said = operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
                number = int(said.get("/MCID", marks[-1][0]))
                marks.append((number, "/ActualText" in said))
                texts[number] = texts.get(number, "") + str(said.get("/ActualText", ""))
            case "EMC":
                marks.pop()
            case "Tf":
                font = str(operands[0])
                fonts.setdefault(font, _letters(page.resources.Font[font]))
            case "Tj" | "TJ" if not marks[-1][1]:
                assert len(marks) > 1, "text that is neither content nor decoration"
                pieces = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
                shown = (_decoded(bytes(each), fonts[font]) for each in pieces if isinstance(each, pikepdf.String))
                texts[marks[-1][0]] = texts.get(marks[-1][0], "") + "".join(shown)
    return texts


def _letters(font: pikepdf.Object) -> dict[str, str]:
    """What each code of a font means, by its table of letters (ToUnicode)."""
    letters = {}
    for kind, block in MAPPED.findall(font.ToUnicode.read_bytes().decode("latin-1")):
        codes = CODES.findall(block)
        assert kind == "char", "Typst lists every letter by itself"
        for code, letter in zip(codes[::2], codes[1::2], strict=True):
            letters[code.lower()] = bytes.fromhex(letter).decode("utf-16-be")
    return letters


def _decoded(shown: bytes, letters: dict[str, str]) -> str:
    codes = shown.hex()
    return "".join(letters[codes[at : at + 4]] for at in range(0, len(codes), 4))
