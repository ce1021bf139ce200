"""What was read is kept as it was read, and a file that another hand has changed is seen."""

import hashlib
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from sagsloft.core.cpr import holds_cpr
from sagsloft.core.errors import UserError
from sagsloft.core.forms import FormKind
from sagsloft.core.reviews import CaseReview, Response
from sagsloft.core.scales import Answer, Criticality, Track
from sagsloft.messages import Language, say
from sagsloft.pipeline.review_store import FormFile, StoredReviews, load_reviews, write_reviews

SAID = {
    "A1": Response(Answer.YES, reason="Nu set.", source="Akt 7", first=Answer.NO, event_reason="Brevet lå i arkivet."),
    "A2": Response(Answer.YES, good_example=True),
    "G4": Response(number=0),
}
REVIEW = CaseReview("sag-0417", "Anna Holm", frozenset({Track.LEGAL}), SAID, Criticality.CRITICAL, "Fare nu.")
STORED = StoredReviews(
    number=2,
    reviewer="Anna Holm",
    kind=FormKind.REVIEW,
    on=date(2026, 3, 9),
    source=FormFile("skema-2.xlsx", "ab" * 32),
    reviews=(REVIEW, CaseReview("sag-0099", "Anna Holm")),
)


def stored(**changes):
    return StoredReviews(**{**{name: getattr(STORED, name) for name in STORED.__slots__}, **changes})


def refusal(act, *arguments):
    with pytest.raises(UserError) as refused:
        act(*arguments)
    assert all("{" not in say(refused.value.message_id, each, **refused.value.values) for each in Language)
    return refused.value.message_id.rpartition(".")[2]


@pytest.fixture
def kept(tmp_path):
    """The file in which `STORED` is kept."""
    write_reviews(tmp_path, STORED)
    return tmp_path / "reviews/2-review.json"


def test_what_was_kept_comes_back(kept, tmp_path):
    assert load_reviews(tmp_path) == (STORED,)


def test_where_no_form_was_read_yet_there_is_nothing(tmp_path):
    assert load_reviews(tmp_path) == ()


def test_the_same_answers_give_the_same_bytes_and_a_file_s_name_tells_no_one_s(kept, tmp_path):
    content = kept.read_bytes()
    write_reviews(tmp_path, STORED)
    assert [each.name for each in (tmp_path / "reviews").iterdir()] == ["2-review.json"]
    assert kept.read_bytes() == content
    assert "Nu set." in content.decode()


def test_a_form_that_is_read_again_takes_the_place_of_what_was_read_before(kept, tmp_path):
    later = stored(on=date(2026, 3, 10), reviews=(REVIEW,))
    write_reviews(tmp_path, later)
    assert load_reviews(tmp_path) == (later,)


def test_they_come_by_the_readers_numbers_and_then_in_the_order_of_the_forms(kept, tmp_path):
    for number, kind in ((10, FormKind.REVIEW), (2, FormKind.EVENTS), (1, FormKind.ADJUDICATION)):
        write_reviews(tmp_path, stored(number=number, kind=kind))
    order = [(each.number, each.kind) for each in load_reviews(tmp_path)]
    assert order == [(1, "adjudication"), (2, "review"), (2, "events"), (10, "review")]


def test_a_file_whose_line_ends_another_program_changed_is_the_same(kept, tmp_path):
    kept.write_bytes(kept.read_bytes().replace(b"\n", b"\r\n"))
    assert load_reviews(tmp_path) == (STORED,)


@pytest.mark.parametrize(
    ("old", "new"), [('"yes"', '"no"'), ("sag-0099", "sag-0098"), ("2026-03-09", "2026-03-08"), ("Fare nu.", "Fare.")]
)
def test_an_answer_that_is_changed_in_the_file_is_seen(kept, tmp_path, old, new):
    kept.write_text(kept.read_text("utf-8").replace(old, new, 1), "utf-8")
    assert refusal(load_reviews, tmp_path) == "changed"


def test_an_answer_that_stands_twice_is_seen(kept, tmp_path):
    text = kept.read_text("utf-8")
    kept.write_text(text.replace('"answer": "yes"', '"answer": "no", "answer": "yes"', 1), "utf-8")
    assert refusal(load_reviews, tmp_path) == "not_ours"


@pytest.mark.parametrize("content", ["", "{", "[]", "7", '{"format": "sagsloft-draw-1"}', "[" * 100_000, b"\xff\xfe"])
def test_another_file_in_its_place_is_refused(kept, tmp_path, content):
    kept.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert refusal(load_reviews, tmp_path) == "not_ours"


def hashed_anew(content):
    """What someone does who changes a file and knows how its hash is made."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return json.dumps({**content, "sha256": hashlib.sha256(text.encode()).hexdigest()})


def changed(content, path, value):
    """The content with the value at the path (names and places) in its place."""
    at = content
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    return content


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("number",), "2"),
        (("number",), True),
        (("number",), 0),
        (("kind",), "noget"),
        (("on",), "i går"),
        (("on",), "20260309"),
        (("source",), "skema.xlsx"),
        (("source", "mere"), 1),
        (("reviewer",), None),
        (("mere",), 1),
        (("reviews",), {}),
        (("reviews", 0), "A1"),
        (("reviews", 0, "tracks"), ["legal", "legal"]),
        (("reviews", 0, "tracks"), ["faglig"]),
        (("reviews", 0, "criticality"), "meget"),
        (("reviews", 0, "criticality_reason"), None),
        (("reviews", 0, "responses"), []),
        (("reviews", 0, "responses", "A1", "answer"), "måske"),
        (("reviews", 0, "responses", "A1", "mere"), "x"),
        (("reviews", 0, "responses", "A1", "reason"), ""),
        (("reviews", 0, "responses", "G4", "number"), 1.5),
        (("reviews", 0, "responses", "G4", "number"), True),
        (("reviews", 0, "responses", "A2", "good_example"), 1),
    ],
)
def test_what_a_form_can_not_have_said_is_refused_though_its_hash_is_right(kept, tmp_path, path, value):
    content = json.loads(kept.read_text("utf-8"))
    del content["sha256"]
    kept.write_text(hashed_anew(content), "utf-8")
    assert load_reviews(tmp_path) == (STORED,)
    kept.write_text(hashed_anew(changed(content, path, value)), "utf-8")
    assert refusal(load_reviews, tmp_path) == "not_ours"


def test_a_file_under_another_s_name_is_refused(kept, tmp_path):
    kept.rename(kept.with_name("1-review.json"))
    assert refusal(load_reviews, tmp_path) == "stray_reviews"


@pytest.mark.parametrize("name", ["2-review (kopi).json", "Anna Holm.json", "02-review.json"])
def test_a_file_that_does_not_belong_there_is_refused(kept, tmp_path, name):
    kept.with_name(name).write_bytes(kept.read_bytes())
    assert refusal(load_reviews, tmp_path) == "stray_reviews"


def test_a_file_that_cannot_be_opened_is_said_so(tmp_path):
    (tmp_path / "reviews/1-review.json").mkdir(parents=True)
    assert refusal(load_reviews, tmp_path) == "unreadable"


@pytest.mark.parametrize(
    "review",
    [
        CaseReview("010203-1234", "Anna Holm"),
        CaseReview("sag-1", "Anna Holm", criticality_reason="Se 010203-1234."),
        CaseReview("sag-1", "Anna Holm", responses={"A1": Response(Answer.NO, reason="010203\n1234")}),
        CaseReview("sag-1", "Anna Holm", responses={"A1": Response(Answer.NO, event_reason="0102031234")}),
    ],
)
def test_a_cpr_number_is_never_kept(tmp_path, review):
    assert refusal(write_reviews, tmp_path, stored(reviews=(review,))) == "cpr_in_reviews"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("changes", [{"number": 0}, {"reviewer": "Bo Lund"}])
def test_a_record_under_another_s_name_cannot_be_made(changes):
    with pytest.raises(ValueError, match=r"\d"):
        stored(**changes)


texts = some.text(max_size=30).filter(lambda text: not holds_cpr(text))
answers = some.none() | some.sampled_from(Answer)
said = some.builds(
    Response, answers, some.none() | some.integers(0, 10**6), texts, texts, some.booleans(), answers, texts
)
records = some.builds(
    CaseReview,
    case_id=texts,
    reviewer=some.just("Anna Holm"),
    tracks=some.frozensets(some.sampled_from(Track)),
    responses=some.dictionaries(some.sampled_from(["A1", "A2", "B1"]), said),
    criticality=some.none() | some.sampled_from(Criticality),
    criticality_reason=texts,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(records, max_size=3))
def test_any_record_comes_back_as_it_was(tmp_path, reviews):
    write_reviews(tmp_path, stored(reviews=tuple(reviews)))
    assert load_reviews(tmp_path)[0].reviews == tuple(reviews)
