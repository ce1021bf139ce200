"""Each source is a world of its own, whichever others its files are read together with."""

import pytest
from django.utils import timezone
from tests.web.sources import HEAD, row

from sagsloft.core.errors import UserError
from sagsloft.messages import Language, say
from sagsloft.pipeline.question import Question
from sagsloft.web.monitor import actions
from sagsloft.web.monitor.event_rows import events_told
from sagsloft.web.monitor.importing import INCREMENT, Change
from sagsloft.web.monitor.models import Event, Import

RECEIVED = row("sag-1", "underretning_modtaget", "2024-03-01 10:00") + ",1"
ASSESSED = row("sag-1", "underretning_vurderet", "2024-03-01 12:00") + ",2"
OTHER = row("sag-2", "underretning_modtaget", "2024-03-02 10:00") + ",1"
THIRD = row("sag-3", "underretning_modtaget", "2024-03-03 10:00") + ",1"
MANY = [row(f"sag-{place}", "underretning_modtaget", "2024-03-01 10:00") + f",{place}" for place in range(30)]
NOTHING = Change(added=0, corrected=0, withdrawn=0)


@pytest.fixture
def take(town, tmp_path):
    """`take(A=[row, …], B=[…])`: import a file of each source in this order, and say what changed. `_`: no name."""

    def taken(kind="snapshot", **rows):
        files, mappings = [], []
        for name, told in rows.items():
            file, mapping = tmp_path / f"{name}.csv", tmp_path / f"{name}.toml"
            file.write_text("\n".join([f"{HEAD},event_id", *told]) + "\n", "utf-8")
            said = "" if name == "_" else f'name = "{name}"\n'
            mapping.write_text(f"[source]\ninvented = true\n{said}", "utf-8")
            files.append(file)
            mappings.append(mapping)
        question = Question(events=tuple(files), mappings=tuple(mappings))
        return actions.import_events(by=None, municipality=town.municipality, question=question, kind=kind).change

    return taken


def told(town):
    return sorted(events_told(town.municipality).select("case_id", "activity", "caseworker").rows())


def by(caseworker, event):
    return event.replace("anna", caseworker)


def states():
    return [(each.sources, each.state) for each in Import.objects.order_by("pk")]


def test_an_import_says_which_sources_it_read_and_each_event_which_one_tells_of_it(take):
    take(B=[OTHER], A=[RECEIVED], _=[THIRD])
    assert Import.objects.get().sources == ["", "A", "B"]
    assert dict(Event.objects.values_list("case_id", "source")) == {"sag-1": "A", "sag-2": "B", "sag-3": ""}


def test_in_another_order_the_same_files_say_the_same(town, take):
    take(A=[RECEIVED, ASSESSED], B=[OTHER])
    assert take(B=[OTHER], A=[RECEIVED, ASSESSED]) == NOTHING
    assert take(B=[OTHER], A=[by("bo", RECEIVED)]) == Change(added=0, corrected=1, withdrawn=1)
    assert told(town) == [("sag-1", "underretning_modtaget", "bo"), ("sag-2", "underretning_modtaget", "anna")]
    assert states() == [(["A", "B"], "former"), (["A", "B"], "former"), (["A", "B"], "current")]


def test_one_of_them_alone_corrects_and_withdraws_its_own(town, take):
    take(A=[RECEIVED, ASSESSED], B=[OTHER])
    assert take(A=[by("bo", RECEIVED)]) == Change(added=0, corrected=1, withdrawn=1)
    assert [case for case, *_ in told(town)] == ["sag-1", "sag-2"]
    assert states() == [(["A", "B"], "current"), (["A"], "current")]
    assert take(B=[OTHER]) == NOTHING
    assert [state for _, state in states()] == ["former", "current", "current"]


def test_with_a_third_the_known_ones_still_correct_and_withdraw(town, take):
    take(A=[RECEIVED, ASSESSED], B=[OTHER])
    before = timezone.now()
    assert take(A=[by("bo", RECEIVED)], B=[OTHER], C=[THIRD]) == Change(added=1, corrected=1, withdrawn=1)
    assert [case for case, *_ in told(town)] == ["sag-1", "sag-2", "sag-3"]
    assert Event.objects.get(case_id="sag-3").received_at is None  # nobody can tell when it became known
    assert Event.objects.get(caseworker="bo").received_at > before
    assert take(A=[RECEIVED, ASSESSED], B=[OTHER], C=[THIRD]) == Change(added=1, corrected=1, withdrawn=0)


def test_files_that_were_read_one_by_one_can_be_read_together(town, take):
    take(A=[RECEIVED, ASSESSED])
    take(B=[OTHER])
    assert take(A=[RECEIVED], B=[by("bo", OTHER)]) == Change(added=0, corrected=1, withdrawn=1)
    assert states()[-1] == (["A", "B"], "current")
    assert {state for _, state in states()[:-1]} == {"former"}


def test_what_no_mapping_names_is_one_source_also_beside_others(town, take):
    take(_=[RECEIVED])
    assert take(_=[by("bo", RECEIVED)], A=[OTHER]) == Change(added=1, corrected=1, withdrawn=0)
    assert take(_=[by("bo", RECEIVED)]) == NOTHING


def test_an_increment_of_one_source_leaves_its_snapshot_in_force(take):
    take(A=[RECEIVED])
    take(INCREMENT, A=[ASSESSED])
    take(INCREMENT, A=[])
    assert [state for _, state in states()] == ["current", "current", "current"]
    take(A=[RECEIVED, ASSESSED])
    assert [state for _, state in states()] == ["former", "former", "former", "current"]


def test_what_much_is_missing_of_is_asked_of_each_source(town, take):
    three = [f"{OTHER}1", f"{RECEIVED}2", f"{THIRD}3"]
    take(A=MANY, B=three)
    before = told(town)
    with pytest.raises(UserError) as error:
        take(A=MANY, B=three[:1])
    assert error.value.values == {"source": "B", "missing": 2, "told": 3}
    with pytest.raises(UserError) as error:
        take(A=[], B=three)
    assert error.value.values == {"source": "A", "missing": 30, "told": 30}
    assert told(town) == before


@pytest.mark.parametrize(("former", "new"), [("A", "Ny"), ("_", "Ny"), ("A", "_")])
def test_a_source_under_another_name_is_refused_rather_than_told_twice(town, take, former, new):
    take(**{former: MANY})
    with pytest.raises(UserError) as error:
        take(**{new: [*MANY[:25], *(by("bo", each) for each in MANY[25:]), f"{OTHER}00"]})
    assert error.value.message_id == "web_import.told_by_another"
    assert (error.value.values["told"], error.value.values["count"]) == (30, 31)
    reason = say(error.value.message_id, Language.DANISH, **error.value.values)
    assert ("A" if former == "A" else "uden navn") in reason
    assert len(told(town)) == 30
    assert Import.objects.latest("pk").state == Import.State.FAILED


def test_two_sources_that_become_one_are_refused_too(take):
    take(A=MANY[:15], B=MANY[15:])
    with pytest.raises(UserError) as error:
        take(C=MANY)
    assert error.value.values["others"] == "A, B"


@pytest.mark.parametrize("again", [MANY[:19], [*MANY[:20], *(each.replace("sag-", "x-") + "00" for each in MANY)]])
def test_a_new_source_may_tell_some_of_what_another_one_tells(town, take, again):
    """Fewer than twenty, or not most of it."""
    take(A=MANY)
    take(B=again)
    assert len(told(town)) == 30 + len(again)


def test_what_another_source_tells_no_more_may_be_told_by_a_new_one(town, take):
    later = [each.replace("2024-03", "2024-04") for each in MANY]
    take(A=[*MANY, *later, *later[:1]])
    take(A=later)
    take(B=MANY)
    assert len(told(town)) == 60


def test_the_number_of_queries_does_not_grow_with_the_sources(take, django_assert_max_num_queries):
    sources = {f"S{place}": [each.replace("sag", f"s{place}") for each in MANY] for place in range(12)}
    take(**sources)
    with django_assert_max_num_queries(40):
        take(**sources, Ny=[THIRD])
