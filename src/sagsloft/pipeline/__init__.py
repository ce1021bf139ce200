"""One plain function for each verb, joining the parts."""

from sagsloft.pipeline.checking import Check, Progress, check
from sagsloft.pipeline.comparing import Difference, diff, write_changes
from sagsloft.pipeline.demonstrating import Demonstration, Invention, demonstrate
from sagsloft.pipeline.drafting import draft_mappings
from sagsloft.pipeline.explaining import Explanation, explain
from sagsloft.pipeline.law import Law, law_on
from sagsloft.pipeline.provenance import provenance
from sagsloft.pipeline.question import Question
from sagsloft.pipeline.results import write

__all__ = [
    "Check",
    "Demonstration",
    "Difference",
    "Explanation",
    "Invention",
    "Law",
    "Progress",
    "Question",
    "check",
    "demonstrate",
    "diff",
    "draft_mappings",
    "explain",
    "law_on",
    "provenance",
    "write",
    "write_changes",
]
