"""Invented forms of every kind, about two cases, and how to find a cell in them."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.unit.protocol import organisation_protocol, small_protocol

from sagsloft.core.forms import FormKind
from sagsloft.core.reviews import CaseReview, Response, differences
from sagsloft.core.scales import Answer, Criticality, Track
from sagsloft.messages import Language
from sagsloft.render.review_forms import (
    CaseSheet,
    EventItem,
    FormHead,
    TimelineRow,
    write_adjudication_form,
    write_events_form,
    write_organisation_form,
    write_review_form,
)

__all__ = ["BOTH", "FIRST", "HEAD", "ITEMS", "LEGAL", "SECOND", "TIMELINE", "WRITERS", "cell", "clock", "words"]


def clock(text):
    """What a cell shows: a time without an offset."""
    return datetime.fromisoformat(text)


HEAD = FormHead(
    round_id="runde-1",
    reviewer="Anne Holm",
    language=Language.DANISH,
    invented=False,
    as_of=datetime(2026, 3, 1, tzinfo=ZoneInfo("Europe/Copenhagen")),
    window=(date(2024, 3, 1), date(2026, 3, 1)),
    leader="Birte Skov",
)
TIMELINE = (
    TimelineRow(
        when=clock("2025-05-02 13:30"), label="Underretning modtaget", details="", matter="m1", caseworker="Bo"
    ),
    TimelineRow(when=date(2025, 5, 3), label="Notat", details="indhold: samtale", matter=None, caseworker=None),
)
BOTH = CaseSheet(place=1, case_id="eks-0007", tracks=frozenset(Track), timeline=TIMELINE)
LEGAL = CaseSheet(place=2, case_id="eks-0123", tracks=frozenset({Track.LEGAL}), timeline=())
ITEMS = (
    EventItem(
        case_id="eks-0007", criterion="A1", own=Answer.YES, events=Answer.YES_LATE, why=("Den kom fredag.", "Se § 136.")
    ),
    EventItem(case_id="eks-0123", criterion="A1", own=Answer.NO, events=Answer.YES, why=("Den kom lørdag.",)),
)
FIRST = CaseReview(
    "eks-0007",
    "Carl Uhrskov",
    responses={
        "A1": Response(Answer.YES),
        "A2": Response(Answer.NO, reason="Intet brev.", source="akt 7"),
        "G4": Response(number=2),
    },
    criticality=Criticality.CRITICAL,
    criticality_reason="Ingen har set barnet.",
)
SECOND = replace(
    FIRST,
    reviewer="Dorthe Friis",
    responses={
        "A1": Response(Answer.YES),
        "A2": Response(Answer.NOT_DOCUMENTED, reason="Tom sag."),
        "G4": Response(number=0),
    },
    criticality=Criticality.NOT_CRITICAL,
    criticality_reason="",
)
WRITERS = {
    FormKind.REVIEW: lambda head, file: write_review_form(head, small_protocol(), (BOTH, LEGAL), file),
    FormKind.ORGANISATION: lambda head, file: write_organisation_form(head, organisation_protocol(), file),
    FormKind.EVENTS: lambda head, file: write_events_form(head, small_protocol(), ITEMS, file),
    FormKind.ADJUDICATION: lambda head, file: write_adjudication_form(
        head, small_protocol(), differences(FIRST, SECOND, small_protocol()), file
    ),
}


def words(sheet):
    return [str(cell.value) for cells in sheet for cell in cells if cell.value is not None]


def cell(book, found, field, case_id="eks-0007", criterion=None):
    """The one cell that holds it."""
    wanted = (field, case_id, criterion)
    (place,) = [each for each in found.inputs if (each.field, each.case_id, each.criterion) == wanted]
    return book[place.sheet][place.address]
