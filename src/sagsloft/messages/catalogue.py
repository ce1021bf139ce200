"""The sentences, read once from the files beside this one."""

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from sagsloft.core.cpr import masked
from sagsloft.core.errors import MessageId

__all__ = ["Language", "catalogue", "say"]


class Language(StrEnum):
    """The languages that Sagsløft speaks."""

    DANISH = "da"
    ENGLISH = "en"


def say(message_id: str, language: Language, **values: object) -> str:
    """The sentence with its blanks filled; no CPR number can be said. An id or a blank that is not there is a bug, and
    raises KeyError."""
    said = {name: say(value, language) if isinstance(value, MessageId) else value for name, value in values.items()}
    return masked(catalogue(language)[message_id].format(**said))


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Every sentence of a language by its id."""
    folder = files("sagsloft.messages") / language
    return {
        f"{file.name.removesuffix('.toml')}.{key}": text
        for file in folder.iterdir()
        if file.name.endswith(".toml")
        for key, text in tomllib.loads(file.read_text("utf-8")).items()
    }
