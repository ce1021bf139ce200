"""The workbooks in which reviewers answer: their cases, the organisation, the events' answers, what two disagree on.

A form names cases, and so is internal: every sheet and every printed page says so. `filled`: answers that stand there
from the beginning.
"""

from collections.abc import Sequence
from pathlib import Path

from sagsloft.core.forms import FormKind, FormMap
from sagsloft.core.protocols import Protocol
from sagsloft.core.reviews import CaseReview, Difference
from sagsloft.render.review_case import write_case, write_organisation
from sagsloft.render.review_cells import FormBook
from sagsloft.render.review_differences import write_adjudication, write_events
from sagsloft.render.review_filled import filled_in
from sagsloft.render.review_input import CaseSheet, EventItem, FormHead, TimelineRow
from sagsloft.render.review_start import Start
from sagsloft.render.terminal import in_language

__all__ = [
    "CaseSheet",
    "EventItem",
    "FormHead",
    "TimelineRow",
    "write_adjudication_form",
    "write_events_form",
    "write_organisation_form",
    "write_review_form",
]

Filled = Sequence[CaseReview]


def write_review_form(
    head: FormHead, protocol: Protocol, sheets: Sequence[CaseSheet], file: Path, filled: Filled = ()
) -> FormMap:
    """A sheet for each case. The same input gives the same bytes; raises OSError where the file cannot be written."""
    form, start = _begin(head, FormKind.REVIEW, protocol, filled)
    start.write([write_case(form, protocol, each) for each in sheets])
    return form.save(file)


def write_organisation_form(head: FormHead, protocol: Protocol, file: Path, filled: Filled = ()) -> FormMap:
    """Steering and management, with a source for every judgement."""
    form, start = _begin(head, FormKind.ORGANISATION, protocol, filled)
    start.write([write_organisation(form, protocol)])
    return form.save(file)


def write_events_form(
    head: FormHead, protocol: Protocol, items: Sequence[EventItem], file: Path, filled: Filled = ()
) -> FormMap:
    """Where a reader and the events differ: the reader's answer stands there already, and the reason is asked for."""
    form, start = _begin(head, FormKind.EVENTS, protocol, filled)
    start.write(write_events(form, protocol, items))
    return form.save(file)


def write_adjudication_form(
    head: FormHead, protocol: Protocol, disputes: Sequence[Difference], file: Path, filled: Filled = ()
) -> FormMap:
    """Where two readers differ, side by side and without names: the final answer is asked for, with its reason."""
    form, start = _begin(head, FormKind.ADJUDICATION, protocol, filled)
    start.write(write_adjudication(form, protocol, disputes))
    return form.save(file)


def _begin(head: FormHead, kind: FormKind, protocol: Protocol, filled: Filled) -> tuple[FormBook, Start]:
    form = FormBook(head, kind, in_language(protocol.title, head.language), filled_in(filled, head.language))
    return form, Start(form, protocol)
