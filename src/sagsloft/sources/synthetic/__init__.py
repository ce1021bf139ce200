"""Eksempelkøbing, an invented municipality: its events, its management lists, and its quality course.

Everything here is invented and is about no one. The same seed and arguments always give the same cases.
"""

from sagsloft.sources.synthetic.invention import Invented, invent
from sagsloft.sources.synthetic.setting import Course
from sagsloft.sources.synthetic.writing import write_exports

__all__ = ["Course", "Invented", "invent", "write_exports"]
