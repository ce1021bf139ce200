"""Who reads: names in a line, or a file that tells what they are called and what they judge."""

import pytest

from sagsloft.core.errors import UserError
from sagsloft.core.review_round import Reviewer
from sagsloft.core.scales import Track
from sagsloft.messages import Language, say
from sagsloft.sources.reviewers import read_reviewers

CPR = "010203-1234"
WHOLE = """\
# Første runde
[[reviewer]]
name = "Anna  Holm"
known_as = ["ahol", "Anna H."]
tracks = ["legal"]

[[reviewer]]
name = "Bo Lund"
leader = true
"""


def refusal(text):
    with pytest.raises(UserError) as refused:
        read_reviewers(str(text))
    assert all("{" not in say(refused.value.message_id, each, **refused.value.values) for each in Language)
    return refused.value


def test_names_stand_with_commas_between_them():
    assert read_reviewers("Anna Holm, Bo  Lund,C") == (Reviewer("Anna Holm"), Reviewer("Bo Lund"), Reviewer("C"))


def test_a_file_tells_what_each_is_called_and_judges(file):
    anna = Reviewer("Anna Holm", ("ahol", "Anna H."), frozenset({Track.LEGAL}))
    assert read_reviewers(str(file(WHOLE, "laesere.toml"))) == (anna, Reviewer("Bo Lund", is_leader=True))


@pytest.mark.parametrize(
    "content", [WHOLE.encode(), b"\xef\xbb\xbf" + WHOLE.encode(), WHOLE.replace("\n", "\r\n").encode()]
)
def test_a_file_is_the_same_whatever_the_editor_added(file, content):
    assert len(read_reviewers(f" {file(content, 'LAESERE.TOML')} ")) == 2


@pytest.mark.parametrize(
    ("text", "message_id"),
    [
        ("Anna", "one_reviewer"),
        ("", "one_reviewer"),
        ("Anna,", "empty_name"),
        ("Anna, ,Bo", "empty_name"),
        ("Anna\0,Bo", "bad_name"),
        (f"Anna,{'B' * 101}", "bad_name"),
        (f"Anna {CPR},Bo", "cpr_in_names"),
    ],
)
def test_a_line_of_names_that_cannot_be_used_is_refused(text, message_id):
    assert refusal(text).message_id == f"reading.{message_id}"


@pytest.mark.parametrize(
    ("content", "message_id"),
    [
        ("", "reading.no_reviewers"),
        ("reviewer = []", "reading.no_reviewers"),
        ("reviewer = 7", "mapping.wrong_value"),
        ('reviewer = ["Anna"]', "mapping.wrong_value"),
        ('[reviewer]\nname = "Anna"', "mapping.wrong_value"),
        ('[[laeser]]\nname = "Anna"', "mapping.unknown_key"),
        ('[[reviewer]]\nname = "Anna"\nrole = "x"', "mapping.unknown_key"),
        ('[[reviewer]]\nknown_as = ["ahol"]', "mapping.missing_key"),
        ("[[reviewer]]\nname = 7", "mapping.wrong_value"),
        ('[[reviewer]]\nname = " "', "mapping.wrong_value"),
        ('[[reviewer]]\nname = "Anna\\nHolm"', "mapping.wrong_value"),
        (f'[[reviewer]]\nname = "{"A" * 101}"', "mapping.wrong_value"),
        ('[[reviewer]]\nname = "Anna"\nknown_as = "ahol"', "mapping.wrong_value"),
        ('[[reviewer]]\nname = "Anna"\nknown_as = [7]', "mapping.wrong_value"),
        ('[[reviewer]]\nname = "Anna"\nknown_as = [""]', "mapping.wrong_value"),
        ('[[reviewer]]\nname = "Anna"\ntracks = []', "mapping.wrong_value"),
        ('[[reviewer]]\nname = "Anna"\ntracks = ["legal", "faglig"]', "mapping.wrong_value"),
        ('[[reviewer]]\nname = "Anna"\nleader = "ja"', "mapping.wrong_value"),
        ('[[reviewer]]\nname = "Anna"\nname = "Bo"', "reading.reviewers_not_toml"),
        ("name;tracks\nAnna;legal", "reading.reviewers_not_toml"),
        ("[" * 5000, "reading.reviewers_not_toml"),
        (b"\xff\xfe\xfd", "reading.reviewers_not_toml"),
        (f'[[reviewer]]\nname = "Anna"\nknown_as = ["{CPR}"]', "cpr.found_in_text"),
    ],
)
def test_a_file_of_readers_that_cannot_be_used_is_refused(file, content, message_id):
    error = refusal(file(content, "laesere.toml"))
    assert error.message_id == message_id
    assert "1234" not in str(error)


def test_a_slip_in_a_file_is_told_with_its_place(file):
    error = refusal(file(f'{WHOLE}tracks = "legal"\n', "laesere.toml"))
    assert (error.values["key"], error.values["allowed"]) == ("reviewer[2].tracks", '["…"]')


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path):
    assert refusal(tmp_path / "laesere.toml").message_id == "reading.reviewers_unreadable"
    assert refusal("\0.toml").message_id == "reading.reviewers_unreadable"
