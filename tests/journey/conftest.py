"""One course on invented data for all tests of the journey: it takes half a minute."""

from datetime import date

import pytest

from sagsloft.messages import Language
from sagsloft.pipeline import Invention
from sagsloft.pipeline.course import USUAL_CASES, USUAL_PERIOD, run_course

LAST = date(2025, 12, 31)
ASKED = Invention(seed=2024, cases=USUAL_CASES, first=LAST - USUAL_PERIOD, last=LAST)


@pytest.fixture(scope="session")
def told():
    """The steps that were told while the course ran."""
    return []


@pytest.fixture(scope="session")
def course(tmp_path_factory, told):
    folder = tmp_path_factory.mktemp("forloeb")
    return run_course(folder, ASKED, Language.DANISH, lambda *step: told.append(step))


@pytest.fixture(scope="session")
def folder(course):
    return course.notes.parent
