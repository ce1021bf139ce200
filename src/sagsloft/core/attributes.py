"""Attributes written as one JSON object, taken apart into a text column for each."""

import json

import polars as pl

__all__ = ["ATTRIBUTE", "LABEL", "unpacked"]

ATTRIBUTE = "attr."
LABEL = pl.Categorical(pl.Categories("sagsloft.attributes"))
"""How an attribute's values are kept: most events lack it, and those that have it share a few texts."""
NOT_AN_OBJECT = "row.not_a_json_object"


def unpacked(written: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """One column `attr.<name>` for each name in the objects, and the id of what is wrong with each text (or null).

    True is written `true`, a number as JSON writes it, a list or an object as JSON; null is missing.
    """
    texts = written.drop_nulls().unique()
    read = [_read(text) for text in texts]
    names = sorted({name for attributes in read if attributes is not None for name in attributes})
    known = pl.DataFrame(
        {
            "text": texts,
            "problem": pl.Series(
                [NOT_AN_OBJECT if attributes is None else None for attributes in read], dtype=pl.String
            ),
            **{
                f"{ATTRIBUTE}{name}": pl.Series([(attributes or {}).get(name) for attributes in read], dtype=pl.String)
                for name in names
            },
        }
    )
    table = pl.DataFrame({"text": written}).join(known, on="text", how="left", maintain_order="left")
    return table.drop("text", "problem"), table["problem"]


def _read(text: str) -> dict[str, str | None] | None:
    try:
        value = json.loads(text)
        if not isinstance(value, dict):
            return None
        attributes = {name: _as_text(part) for name, part in value.items()}
        json.dumps(attributes, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # no JSON, deeper than can be read, or half a character
        return None
    return attributes


def _as_text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return value.strip()
    return json.dumps(value, ensure_ascii=False)
