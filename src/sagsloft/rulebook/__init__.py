"""The law as data, and its loader: folders of TOML files become one `Rulebook`.

A folder's files are `rulebook.toml`, `activities.toml`, `holidays.toml` and `deadlines/<id>.toml`; the Danish folder
is this one. Beside them lie the review protocols, `protocols/<id>.toml`, each of them read on its own. Anything that is
not in the format is refused, naming the file, the key and what is allowed.
"""

from sagsloft.rulebook.book import Activity, Rulebook
from sagsloft.rulebook.folders import SHIPPED
from sagsloft.rulebook.loading import load
from sagsloft.rulebook.protocols import SHIPPED_PROTOCOLS, load_protocol
from sagsloft.rulebook.published import Figure, Published, published

__all__ = [
    "SHIPPED",
    "SHIPPED_PROTOCOLS",
    "Activity",
    "Figure",
    "Published",
    "Rulebook",
    "load",
    "load_protocol",
    "published",
]
