"""Files → events."""

from sagsloft.sources.identity import Key
from sagsloft.sources.mapping import Mapping
from sagsloft.sources.mapping_file import load_mapping
from sagsloft.sources.notes import Note
from sagsloft.sources.reading import Reading, read, read_exports

__all__ = ["Key", "Mapping", "Note", "Reading", "load_mapping", "read", "read_exports"]
