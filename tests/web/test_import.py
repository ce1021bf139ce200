"""What is imported is what is told; a later import corrects and withdraws, and overwrites nothing."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.web.sources import HEAD, export, row

from sagsloft.core.errors import UserError
from sagsloft.web.accounts.models import LogEntry
from sagsloft.web.monitor import actions, importing
from sagsloft.web.monitor.event_rows import events_of_case, events_told, fingerprint
from sagsloft.web.monitor.importing import INCREMENT, SNAPSHOT, Change
from sagsloft.web.monitor.law import book
from sagsloft.web.monitor.models import Event, Import, StagedEvent

RECEIVED = row("sag-1", "underretning_modtaget", "2024-03-01 10:00")
ASSESSED = row("sag-1", "underretning_vurderet", "2024-03-01 12:00")
OTHER = row("sag-2", "underretning_modtaget", "2024-03-02 10:00")
WITH_ID = f"{HEAD},event_id"


@pytest.fixture
def take(town, tmp_path):
    """`take([row, …], kind=…)`: import these rows into the town, and say what changed."""

    def taken(rows, *, head=HEAD, name="Systemet", **how):
        question = export(tmp_path, rows, head=head, name=name)
        return actions.import_events(by=None, municipality=town.municipality, question=question, **how).change

    return taken


def told(town):
    """What pages would be made of: case, activity, caseworker."""
    return sorted(events_told(town.municipality).select("case_id", "activity", "caseworker").rows())


def test_a_first_import_tells_every_event_and_was_received_at_no_known_time(town, take):
    assert take([RECEIVED, ASSESSED, OTHER]) == Change(added=3, corrected=0, withdrawn=0)
    assert len(told(town)) == 3
    assert set(Event.objects.values_list("received_at", flat=True)) == {None}
    assert not StagedEvent.objects.exists()


def test_an_import_says_where_it_came_from(town, take, tmp_path):
    take([RECEIVED, OTHER, row("sag-3", "underretning_modtaget", "31-02-2024")])
    kept = Import.objects.get()
    assert (kept.state, kept.sources, kept.kind) == (Import.State.CURRENT, ["Systemet"], SNAPSHOT)
    assert (kept.events, kept.rejected, kept.invented) == (2, 1, True)
    assert kept.covers == ["underretning_vurderet"]
    assert kept.last_event == datetime(2024, 3, 2, 9, tzinfo=UTC)
    assert [file["name"] for file in kept.files] == ["events.csv"]
    assert kept.finished_at is not None


def test_the_same_import_again_changes_nothing(town, take):
    take([RECEIVED, ASSESSED, OTHER])
    before, rows = fingerprint(events_told(town.municipality)), list(Event.objects.values_list("pk", flat=True))
    assert take([RECEIVED, ASSESSED, OTHER]) == Change(added=0, corrected=0, withdrawn=0)
    assert fingerprint(events_told(town.municipality)) == before
    assert list(Event.objects.values_list("pk", flat=True)) == rows


def test_the_order_of_a_files_rows_means_nothing(town, take):
    twice = [RECEIVED, RECEIVED.replace("anna", "bo"), ASSESSED]
    take(twice)
    assert take(twice[::-1]) == Change(added=0, corrected=0, withdrawn=0)


def test_equal_rows_are_events_of_their_own(town, take):
    take([RECEIVED, RECEIVED, OTHER])
    assert len(told(town)) == 3
    assert take([RECEIVED, OTHER]) == Change(added=0, corrected=0, withdrawn=1)


def test_a_snapshot_withdraws_what_is_missing_and_keeps_it(town, take):
    take([RECEIVED, ASSESSED, OTHER])
    assert take([RECEIVED, ASSESSED]) == Change(added=0, corrected=0, withdrawn=1)
    assert {case for case, *_ in told(town)} == {"sag-1"}
    assert Event.objects.get(case_id="sag-2").withdrawn_at is not None


def test_what_differs_is_a_new_version_with_its_own_time_of_receipt(town, take):
    take([RECEIVED, ASSESSED])
    before = timezone.now()
    assert take([RECEIVED.replace("anna", "bo"), ASSESSED]) == Change(added=0, corrected=1, withdrawn=0)
    former, new = Event.objects.filter(activity="underretning_modtaget").order_by("pk")
    assert (former.caseworker, new.caseworker) == ("anna", "bo")
    assert former.identity == new.identity
    assert before <= former.withdrawn_at == new.received_at <= timezone.now()


def test_an_event_with_an_id_is_the_same_event_at_another_time(town, take):
    take([f"{RECEIVED},h1", f"{OTHER},h2"], head=WITH_ID)
    moved = RECEIVED.replace("10:00", "09:00")
    assert take([f"{moved},h1", f"{OTHER},h2"], head=WITH_ID) == Change(added=0, corrected=1, withdrawn=0)


def test_without_an_id_another_time_is_another_event(town, take):
    take([RECEIVED, OTHER])
    assert take([RECEIVED.replace("10:00", "09:00"), OTHER]) == Change(added=1, corrected=0, withdrawn=1)


def test_an_increment_adds_and_corrects_and_withdraws_nothing(town, take):
    take([RECEIVED, ASSESSED])
    change = take([ASSESSED.replace("anna", "bo"), OTHER], kind=INCREMENT)
    assert change == Change(added=1, corrected=1, withdrawn=0)
    assert told(town) == [
        ("sag-1", "underretning_modtaget", "anna"),
        ("sag-1", "underretning_vurderet", "bo"),
        ("sag-2", "underretning_modtaget", "anna"),
    ]


def test_an_increment_with_nothing_new_is_an_import_like_any_other(town, take):
    take([RECEIVED, OTHER])
    before = told(town)
    assert take([], kind=INCREMENT) == Change(added=0, corrected=0, withdrawn=0)
    assert told(town) == before
    kept = Import.objects.latest("pk")
    assert (kept.state, kept.sources, kept.events) == (Import.State.CURRENT, ["Systemet"], 0)
    assert kept.last_event == datetime(2024, 3, 2, 9, tzinfo=UTC)  # what the source has told of is no younger for it
    assert kept in actions.evaluate(by=None, municipality=town.municipality).imports.all()


def test_an_increment_of_late_corrections_makes_the_data_no_older(take):
    take([RECEIVED, OTHER])
    take([ASSESSED], kind=INCREMENT)
    assert Import.objects.latest("pk").last_event == datetime(2024, 3, 2, 9, tzinfo=UTC)


def test_an_empty_increment_is_refused_where_its_rows_are_unusable_and_so_is_an_empty_snapshot(take):
    take([RECEIVED])
    with pytest.raises(UserError) as unusable:
        take([row("sag-3", "underretning_modtaget", "31-02-2024")], kind=INCREMENT)
    assert unusable.value.message_id == "file.nothing_usable"
    with pytest.raises(UserError) as empty:
        take([])
    assert empty.value.message_id == "file.no_rows"


def test_of_an_empty_increment_alone_there_is_nothing_to_evaluate(town, take):
    take([], kind=INCREMENT)
    with pytest.raises(UserError) as error:
        actions.evaluate(by=None, municipality=town.municipality)
    assert error.value.message_id == "web_import.nothing_imported"


def test_what_was_withdrawn_can_be_told_again(town, take):
    take([RECEIVED, ASSESSED, OTHER])
    take([RECEIVED, ASSESSED])
    assert take([RECEIVED, ASSESSED, OTHER]) == Change(added=1, corrected=0, withdrawn=0)
    assert Event.objects.filter(case_id="sag-2").count() == 2


def test_a_snapshot_of_one_system_leaves_another_systems_events(town, take):
    take([RECEIVED], name="Det ene")
    take([OTHER], name="Det andet")
    assert len(told(town)) == 2
    assert take([OTHER], name="Det andet") == Change(added=0, corrected=0, withdrawn=0)
    assert [each.state for each in Import.objects.order_by("pk")] == ["current", "former", "current"]


def test_the_same_id_in_two_systems_is_two_events(town, take):
    take([f"{RECEIVED},1"], head=WITH_ID, name="Det ene")
    take([f"{OTHER},1"], head=WITH_ID, name="Det andet")
    assert len(told(town)) == 2


def test_a_snapshot_that_lacks_most_is_refused_and_changes_nothing(town, take):
    take([RECEIVED, ASSESSED, OTHER])
    before = told(town)
    with pytest.raises(UserError) as error:
        take([OTHER])
    assert error.value.message_id == "web_import.much_is_missing"
    assert error.value.values == {"source": "Systemet", "missing": 2, "told": 3}
    assert told(town) == before
    assert Import.objects.get(state=Import.State.FAILED).notes[-1]["id"] == "web_import.much_is_missing"
    assert take([OTHER], much_may_be_missing=True).withdrawn == 2


def test_as_known_on_an_earlier_day_each_event_is_in_the_version_of_that_day(town, take):
    take([RECEIVED, ASSESSED])
    first = timezone.now()
    take([RECEIVED.replace("anna", "bo"), ASSESSED])
    take([RECEIVED.replace("anna", "carl"), ASSESSED])

    def known(moment=None):
        events = events_of_case(town.municipality, "sag-1", moment)
        return sorted(events.select("activity", "caseworker").rows())

    others = ("underretning_vurderet", "anna")
    assert known() == [("underretning_modtaget", "carl"), others]
    assert known(first) == [("underretning_modtaget", "anna"), others]
    assert known(first - timedelta(days=1000)) == known(first)


def test_a_failed_import_leaves_what_was_told_and_says_why(town, take, tmp_path):
    take([RECEIVED])
    with pytest.raises(UserError):
        take([], head="nonsense")
    assert len(told(town)) == 1
    failed = Import.objects.get(state=Import.State.FAILED)
    assert failed.notes[-1]["id"].startswith("file.")
    assert failed.finished_at is not None


@pytest.mark.parametrize("step", ["read_events", "rows_of"])
def test_an_import_that_another_one_overtakes_changes_nothing(town, take, tmp_path, monkeypatch, step):
    """Whether the other one comes while files are read, or after that."""
    (tmp_path / "newer").mkdir()
    newer, slow = export(tmp_path / "newer", [RECEIVED, OTHER]), getattr(actions, step)

    def and_another(*arguments, **how):
        monkeypatch.setattr(actions, step, slow)
        found = slow(*arguments, **how)
        actions.import_events(by=None, municipality=town.municipality, question=newer)
        return found

    monkeypatch.setattr(actions, step, and_another)
    with pytest.raises(UserError, match="overtaken"):
        take([RECEIVED], much_may_be_missing=True)
    assert len(told(town)) == 2
    assert [each.state for each in Import.objects.order_by("pk")] == ["failed", "current"]


def test_leftovers_of_a_killed_import_are_cleared_by_the_next(town, take):
    killed = importing.begin(town.municipality, SNAPSHOT, timezone.now())
    at = timezone.now()
    StagedEvent.objects.create(
        source_import=killed, case_id="sag-9", activity="notat", earliest=at, latest=at, identity="0" * 64
    )
    assert told(town) == []
    take([RECEIVED])
    assert not StagedEvent.objects.exists()
    assert Import.objects.get(pk=killed.pk).state == Import.State.FAILED
    assert [case for case, *_ in told(town)] == ["sag-1"]


def test_another_municipalitys_events_are_refused(town, take):
    with pytest.raises(UserError) as error:
        take([f"{RECEIVED},Nabokøbing", f"{OTHER},Eksempelkøbing"], head=f"{HEAD},municipality")
    assert error.value.values["count"] == 1
    assert told(town) == []


def test_the_neighbours_events_are_untouched(town, neighbour, take, tmp_path):
    question = export(tmp_path, [OTHER])
    actions.import_events(by=None, municipality=neighbour.municipality, question=question)
    take([RECEIVED])
    assert [case for case, *_ in told(neighbour)] == ["sag-2"]
    assert [case for case, *_ in told(town)] == ["sag-1"]


def test_real_data_never_come_into_an_invented_municipality_nor_the_reverse(town, tmp_path):
    real = export(tmp_path, [RECEIVED], invented=False)
    with pytest.raises(UserError, match="not_invented"):
        actions.import_events(by=None, municipality=town.municipality, question=real, allow_sqlite=True)
    town.municipality.invented = False
    made_up = export(tmp_path, [RECEIVED])
    with pytest.raises(UserError, match=r"web_import\.invented"):
        actions.import_events(by=None, municipality=town.municipality, question=made_up, allow_sqlite=True)


def test_sqlite_refuses_data_about_real_children_unless_it_is_told(town, tmp_path):
    town.municipality.invented = False
    real = export(tmp_path, [RECEIVED], invented=False)
    if connection.vendor == "sqlite":
        with pytest.raises(UserError, match=r"web_import\.sqlite"):
            actions.import_events(by=None, municipality=town.municipality, question=real)
        assert told(town) == []
    actions.import_events(by=None, municipality=town.municipality, question=real, allow_sqlite=True)
    assert len(told(town)) == 1


def test_odd_texts_come_back_as_they_were(town, take):
    odd = ['"a ""b"""', r"\N", "æøå 🧒", "'; DROP TABLE x; --", "%s", "x" * 200]
    take([RECEIVED.replace("anna", each).replace("sag-1", f"sag-{place}") for place, each in enumerate(odd)])
    found = dict(events_told(town.municipality).select("case_id", "caseworker").rows())
    assert [found[f"sag-{place}"] for place in range(len(odd))] == ['a "b"', *odd[1:]]


def test_a_text_too_long_to_keep_is_counted_as_rejected(town, take):
    take([RECEIVED, OTHER.replace("anna", "x" * 201)])
    kept = Import.objects.get()
    assert (kept.rejected, len(told(town))) == (1, 1)


def test_a_text_too_long_to_keep_is_told_with_its_place_and_not_itself(take):
    long = "x" * 201
    take([RECEIVED, OTHER.replace("anna", long), OTHER, ASSESSED.replace("anna", long).replace("u-1", long)])
    kept = Import.objects.get()
    of_length = [note["values"] for note in kept.notes if note["id"] == "web_import.too_long"]
    assert {(each["column"], each["rows"]) for each in of_length} == {("caseworker", "3, 5"), ("matter_id", "5")}
    assert {each["file"] for each in of_length} == {"events.csv"}
    assert kept.rejected == 2
    assert long not in json.dumps(kept.notes)


def test_attributes_days_and_times_come_back_as_they_were_read(town, tmp_path):
    head = "case_id,activity,occurred_at,recorded_at,attr.overgreb,attr.udfald"
    question = export(
        tmp_path,
        [
            "sag-1,underretning_modtaget,2024-03-01,2024-03-02 08:00:00.123456,ja,",
            "sag-1,underretning_afgjort,2024-07-01 10:30,,,undersoegelse",
        ],
        head=head,
    )
    read = actions.read_events(question, book()).events
    actions.import_events(by=None, municipality=town.municipality, question=question)
    kept = events_told(town.municipality)
    names = ["case_id", "earliest", "latest", "recorded_at", "attr.overgreb", "attr.udfald"]
    assert kept.select(names).rows() == read.select(names).rows()
    assert events_of_case(town.municipality, "sag-1").select(names).rows() == read.select(names).rows()


def test_one_entry_in_the_log_and_none_for_what_failed(town, take):
    before = LogEntry.objects.count()
    take([RECEIVED, OTHER])
    entry = LogEntry.objects.order_by("pk").last()
    assert (LogEntry.objects.count(), entry.action) == (before + 1, "events.import")
    assert json.loads(entry.detail)["added"] == 2
    assert "sag-" not in entry.detail
    with pytest.raises(UserError):
        take([], head="nonsense")
    assert LogEntry.objects.count() == before + 1


def test_the_number_of_queries_does_not_grow_with_the_events(town, take, django_assert_max_num_queries):
    many = [row(f"sag-{place}", "underretning_modtaget", "2024-03-01 10:00") for place in range(3000)]
    take(many)
    with django_assert_max_num_queries(32):
        take([*many[:2000], *(each.replace("anna", "bo") for each in many[2000:])])
