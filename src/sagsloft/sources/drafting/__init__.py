"""A first draft of a mapping, from the file that it is to read."""

from sagsloft.sources.drafting.drafts import Draft, draft
from sagsloft.sources.drafting.known import Vocabulary

__all__ = ["Draft", "Vocabulary", "draft"]
