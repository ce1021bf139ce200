"""Tests of the web have two invented municipalities at hand, `town` and `neighbour`, with a person for every role."""

import pytest


@pytest.fixture
def town(db):
    from tests.web.people import make_town  # noqa: PLC0415 - not before the settings

    return make_town("eksempelkoebing", "Eksempelkøbing")


@pytest.fixture
def neighbour(db):
    from tests.web.people import make_town  # noqa: PLC0415 - the same

    return make_town("nabokoebing", "Nabokøbing")
