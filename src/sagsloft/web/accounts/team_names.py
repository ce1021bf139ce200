"""What the events call the teams of a municipality. Only who keeps events can tell; each such app says so here."""

from collections.abc import Callable, Iterable

from sagsloft.web.accounts.models import Municipality

__all__ = ["names_in_events", "tell_names"]

Source = Callable[[Municipality], Iterable[str]]
_sources: list[Source] = []


def tell_names(source: Source) -> None:
    """An app says so as it starts."""
    _sources.append(source)


def names_in_events(municipality: Municipality) -> tuple[str, ...]:
    """In order; nothing of the cases behind them."""
    return tuple(sorted({name for source in _sources for name in source(municipality)}))
