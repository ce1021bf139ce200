"""The number of a case that someone searches for. Their session keeps it, for it must stand in no address, no history
and no log; it is forgotten when they turn to another municipality, and when the case is erased."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

__all__ = ["forget", "has_searched", "remember", "searched"]

SEARCHED = "searched_case"


def remember(session: SessionBase, number: str) -> None:
    session[SEARCHED] = number


def searched(session: SessionBase) -> str:
    """How the number begins; "" where nothing is searched for."""
    return str(session.get(SEARCHED, ""))


def forget(session: SessionBase) -> None:
    session.pop(SEARCHED, None)


def has_searched(kept: Mapping[str, Any], cases: Collection[str]) -> bool:
    """Would what is `kept` in a session find one of these cases? A search tells no capitals from small letters."""
    number = str(kept.get(SEARCHED, "")).casefold()
    return bool(number) and any(each.casefold().startswith(number) for each in cases)
