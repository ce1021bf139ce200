"""A record shows what was changed in it, also when its hashes were made anew."""

import copy

import pytest
from tests.unit.draws import (
    FIRST,
    FRAME,
    LATER,
    PARTIES,
    RULE,
    SECOND,
    SECRETS,
    frozen,
    hashed_anew,
    refusal,
    written,
)

from sagsloft.core import sample
from sagsloft.core.draw_record import FORMAT, Record
from sagsloft.core.draw_steps import Committed, Drawn, Extended, Planned, Skipped, SkipReason
from sagsloft.core.errors import UserError
from sagsloft.core.tickets import Seed


def long_record():
    record = sample.commit(sample.plan(frozen(), 20, RULE, FIRST), PARTIES, SECOND)
    record = sample.draw(record, FRAME, Seed.of_commitments(PARTIES, SECRETS), SECOND)
    record = sample.skip(record, FRAME, sample.sample(record)[0], SkipReason.DUPLICATE, LATER)
    return sample.extend(record, FRAME, 5, LATER)


WRITTEN = written(long_record())
FIELDS = [(place, field) for place, step in enumerate(WRITTEN["steps"]) for field in step]


def other(value):
    """Another value of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value[:-1] + ("0" if value[-1:] != "0" else "1")
        case list():
            return value[1:] if value else [["sag-001", "sag-002"]]
        case dict():
            return {**value, "mere": 1}
    return "noget"


def test_a_record_is_read_as_it_was_written():
    record = long_record()
    assert Record.from_json(copy.deepcopy(WRITTEN)) == record
    sample.verify(Record.from_json(copy.deepcopy(WRITTEN)), FRAME)
    assert [type(link.step) for link in record.links[1:]] == [Planned, Committed, Drawn, Skipped, Extended]


@pytest.mark.parametrize(("place", "field"), FIELDS)
def test_any_field_that_is_changed_is_seen_with_the_number_of_its_step(place, field):
    content = copy.deepcopy(WRITTEN)
    content["steps"][place][field] = other(content["steps"][place][field])
    with pytest.raises(UserError) as refused:
        Record.from_json(content)
    assert refused.value.message_id in {"sample.step_changed", "sample.step_missing"}
    assert refused.value.values["number"] == place + 1


@pytest.mark.parametrize(("place", "field"), FIELDS)
def test_a_field_that_is_left_out_or_added_is_seen(place, field):
    for change in (lambda step: step.pop(field), lambda step: step.update({f"{field}2": 1})):
        content = copy.deepcopy(WRITTEN)
        change(content["steps"][place])
        assert refusal(Record.from_json, content) in {"step_changed", "step_missing"}


@pytest.mark.parametrize("place", range(5))
def test_a_step_that_is_left_out_or_moved_is_seen(place):
    content = copy.deepcopy(WRITTEN)
    steps = content["steps"]
    steps[place], steps[place + 1] = steps[place + 1], steps[place]
    assert refusal(Record.from_json, content) == "step_missing"
    content = copy.deepcopy(WRITTEN)
    del content["steps"][place]
    assert refusal(Record.from_json, content) == "step_missing"


DERIVED = [(3, "seed"), (3, "secrets"), (3, "cases"), (3, "siblings"), (4, "case"), (4, "taken"), (4, "siblings")]
DERIVED += [(5, "cases"), (5, "siblings"), (0, "cases"), (0, "frame_sha256"), (0, "families"), (1, "count")]
DERIVED += [(1, "extension"), (2, "parties"), (3, "origin")]


@pytest.mark.parametrize(("place", "field"), DERIVED)
def test_who_hashes_anew_is_seen_by_what_follows_from_frame_and_seed(place, field):
    content = copy.deepcopy(WRITTEN)
    changed = {"origin": "public_dice", "extension": None, "case": "sag-999"}
    content["steps"][place][field] = changed.get(field, other(content["steps"][place][field]))
    with pytest.raises(UserError):
        sample.verify(Record.from_json(hashed_anew(content)), FRAME)


def test_a_draw_that_was_made_twice_until_it_pleased_does_not_verify():
    content = copy.deepcopy(WRITTEN)
    content["steps"].insert(4, dict(content["steps"][3]))
    assert refusal(sample.verify, Record.from_json(hashed_anew(content)), FRAME) == "step_not_allowed"
    content = copy.deepcopy(WRITTEN)
    content["steps"].insert(2, dict(content["steps"][1]))
    assert refusal(sample.verify, Record.from_json(hashed_anew(content)), FRAME) == "step_repeated"


def test_a_case_that_was_put_in_the_place_of_another_is_named_by_its_field():
    content = copy.deepcopy(WRITTEN)
    content["steps"][3]["cases"][0] = "sag-060"
    with pytest.raises(UserError) as refused:
        sample.verify(Record.from_json(hashed_anew(content)), FRAME)
    assert refused.value.message_id == "sample.does_not_follow"
    assert (refused.value.values["number"], refused.value.values["field"]) == (4, "cases")


def test_a_record_of_a_newer_format_asks_for_a_newer_program():
    assert refusal(Record.from_json, {**WRITTEN, "format": "sagsloft-draw-2", "mere": 1}) == "another_format"


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {},
        {"format": FORMAT},
        {"format": FORMAT, "steps": []},
        {"format": FORMAT, "steps": [1]},
        {"format": FORMAT, "steps": WRITTEN["steps"], "mere": 1},
        {"format": "noget andet", "steps": WRITTEN["steps"]},
        {"steps": WRITTEN["steps"]},
    ],
)
def test_what_is_no_record_is_refused(content):
    assert refusal(Record.from_json, content) == "not_a_record"


@pytest.mark.parametrize(
    ("place", "field", "value"),
    [
        (0, "step", "andet"),
        (0, "excluded", {"andet": 1}),
        (0, "criteria", 1),
        (0, "on", "i går"),
        (1, "step", "frozen"),
        (1, "extension", {"up_to": "30"}),
        (2, "parties", [{"name": "x"}]),
        (3, "origin", "andet"),
        (3, "cases", [1]),
        (3, "secrets", None),
        (3, "siblings", "ingen"),
        (4, "reason", "doven"),
        (4, "taken", 7),
        (5, "mere", 1),
    ],
)
def test_a_step_that_cannot_be_understood_is_told_by_its_number(place, field, value):
    content = copy.deepcopy(WRITTEN)
    content["steps"][place][field] = value
    with pytest.raises(UserError) as refused:
        Record.from_json(hashed_anew(content))
    assert (refused.value.message_id, refused.value.values) == ("sample.not_understood", {"number": place + 1})
