"""Every sentence that a person reads, Danish and English, by id.

`da/file.toml` holds the sentence with the id `file.empty` under the key `empty`; `{name}` is a blank.
"""

from sagsloft.messages.catalogue import Language, say

__all__ = ["Language", "say"]
