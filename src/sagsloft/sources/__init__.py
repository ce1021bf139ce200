"""Files → events."""

from sagsloft.sources.mapping import Mapping
from sagsloft.sources.reading import Note, Reading, read

__all__ = ["Mapping", "Note", "Reading", "read"]
