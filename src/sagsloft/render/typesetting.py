"""What does Typst make of our templates and drawings? PDF/UA-1 and pictures, with no fonts but its own."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

import typst

__all__ = ["pictures", "tagged_pdf"]

DRAWINGS = b"""
#set page(width: 150mm, height: auto, margin: 0pt, fill: white)
#for drawing in json(bytes(sys.inputs.drawings)) { page(image(bytes(drawing), format: "svg", width: 100%)) }
"""
PIXELS_PER_INCH = 220
"""Sharp in print, and small enough to send."""


def tagged_pdf(template: str, data: Mapping[str, Any], day: date) -> bytes:
    """The template filled with the data (`sys.inputs.document`, JSON). The file carries no date but `day`."""
    written: bytes = typst.compile(
        _template(template),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(data)},
        pdf_standards="ua-1",
        timestamp=int(datetime.combine(day, time(), UTC).timestamp()),
    )
    return written


def pictures(drawings: Sequence[str]) -> list[bytes]:
    """Each SVG as a PNG, 150 mm wide."""
    if not drawings:
        return []
    drawn: bytes | list[bytes] = typst.compile(
        DRAWINGS,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"drawings": json.dumps(drawings)},
        format="png",
        ppi=PIXELS_PER_INCH,
    )
    return [drawn] if isinstance(drawn, bytes) else drawn


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


@cache
def _template(name: str) -> bytes:
    return (files("sagsloft.render") / "templates" / name).read_bytes()
