"""What a report is made of, invented: rounds in memory by the small protocol, and whole rounds in folders."""

import hashlib
import random
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.unit.protocol import organisation_protocol
from tests.unit.review_rounds import NAMES, PROTOCOL, RULES, cases, found

import sagsloft
from sagsloft.core.agreement import Readings, agreement
from sagsloft.core.critical import AlarmCounts, CriticalReport
from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.forms import FormKind
from sagsloft.core.report import Edition, message
from sagsloft.core.report_material import Material
from sagsloft.core.review_round import Reading, Reviewer
from sagsloft.core.reviews import CaseReview, Response
from sagsloft.core.scales import Answer, Criticality, Track
from sagsloft.core.tickets import SeedOrigin
from sagsloft.messages import Language
from sagsloft.pipeline.concluding import conclude
from sagsloft.pipeline.follow_up import raise_alarms
from sagsloft.pipeline.review_rounds import PROTOCOLS, ReviewRound, write_round
from sagsloft.pipeline.review_store import FormFile, StoredReviews, write_reviews
from sagsloft.render.document import Document, as_text
from sagsloft.render.report_document import document_of
from sagsloft.rulebook import load_protocol

__all__ = [
    "CONCLUDED",
    "DENMARK",
    "PRIMARY",
    "WRITTEN",
    "answered",
    "document",
    "material",
    "round_folder",
    "second_round",
    "told",
]

YES, NO = Answer.YES, Answer.NO
DENMARK = ZoneInfo("Europe/Copenhagen")
PRIMARY = frozenset({"A1", "A2"})
NOTHING_SHARED = agreement(Readings(protocol=PROTOCOL, by_reader={}, order=(), known={}, events={}), 1)
SHIPPED = Path(sagsloft.__file__).parent / "rulebook/protocols/sagsmaaling.toml"
WRITTEN = "Hemmeligt: naboen Yrsa ringede"
"""What a reader wrote, and nobody outside may read."""
CONCLUDED = datetime(2026, 1, 20, 12, tzinfo=DENMARK)


def answered(met, of=20):
    return [YES] * met + [NO] * (of - met)


def second_round(a1=(6, 18), a2=(12, 12), **more):
    """Two rounds of 20 from 300: how many met A1 and A2 in the first and in the second."""
    first = found(cases(A1=answered(a1[0]), A2=answered(a2[0])), year=2024, primary=PRIMARY)
    later = found(cases(A1=answered(a1[1]), A2=answered(a2[1])), earlier=first, primary=PRIMARY, **more)
    return first, later


def material(findings, earlier=None, **more):
    return Material(
        **{
            "name": "Eksempelkøbing",
            "findings": findings,
            "protocol": PROTOCOL,
            "organisation": organisation_protocol(),
            "earlier": earlier,
            "agreement": NOTHING_SHARED,
            "overview": None,
            "rules": RULES,
            "repairs": (),
            "alarms": AlarmCounts(0, 0, 0, 0),
            "account": ("Vi er enige.",),
            "measures": (),
            "on": date(2025, 3, 10),
            "is_invented": True,
            "edition": Edition.INTERNAL,
            "provenance": ((message("analyse.source_round"), findings.round_id),),
            **more,
        }
    )


def told(report, language=Language.DANISH):
    """All that the report says, in reading order."""
    return as_text(document(report, language))


def document(report, language=Language.DANISH) -> Document:
    return document_of(report, language, {}, {})


def round_folder(folder, year, quality, frame=70, previous=None, *, is_finished=True):
    """A round of 12 cases in a folder, read by two who agree, and concluded; `quality`: how often it is as it should.

    The ids of its cases, their reasons and a critical case are there to be found where they should not be.
    """
    protocol, dice = load_protocol(SHIPPED), random.Random(year)  # noqa: S311 - invented, not secret
    folder.joinpath(PROTOCOLS).mkdir(parents=True)
    shutil.copy(SHIPPED, folder / PROTOCOLS)
    codes = tuple(f"sagsnr-{year}-{number:02}" for number in range(12))
    plan = _plan(year, frame, codes, protocol)
    events = {case: {"A1": EventAnswer(YES, (date(2024, 1, 1),), ("Den kom mandag.",))} for case in codes}
    write_round(plan, events, folder)
    reviews = tuple(_review(case, protocol, quality, dice, critical=case == codes[3]) for case in codes)
    if not is_finished:
        reviews = (replace(reviews[0], responses={}), *reviews[1:])
    for number, name in enumerate(NAMES, 1):
        said = tuple(replace(each, reviewer=name) for each in reviews)
        source = FormFile(f"{number}-review.xlsx", hashlib.sha256(name.encode()).hexdigest())
        stored = StoredReviews(
            number=number, reviewer=name, kind=FormKind.REVIEW, on=plan.on, source=source, reviews=said
        )
        write_reviews(folder, stored)
    at = datetime(year, 1, 12, 10, tzinfo=DENMARK)
    raise_alarms(folder, [CriticalReport(codes[3], WRITTEN)], "Lis Leder", "Dan Direktør", at)
    conclude(folder, CONCLUDED, previous=previous, draft=not is_finished)
    return folder


def _plan(year, frame, codes, protocol):
    everything = dict.fromkeys(codes, frozenset(Track))
    return ReviewRound(
        on=date(year, 1, 7),
        record=hashlib.sha256(str(year).encode()).hexdigest(),
        frame=frame,
        origin=SeedOrigin.DICE,
        cases=codes,
        as_of=datetime(year - 1, 12, 31, 22, 59, tzinfo=UTC),
        window=(date(year - 3, 12, 31), date(year - 1, 12, 31)),
        protocol=protocol,
        organisation=None,
        reviewers=tuple(Reviewer(name) for name in NAMES),
        reading=Reading(dict.fromkeys(NAMES, everything)),
        primary=("A2", "C5"),
        goals={"A2": 1.0, "C5": 0.8},
        leader="Lis Leder",
        director="Dan Direktør",
        worked_on={},
        invented=True,
        language=Language.DANISH,
        source={"name": "Eksempelkøbing"},
    )


def _review(case, protocol, quality, dice, *, critical):
    """Events say yes to A1, and so do the readers, for a difference would ask for a reason."""
    responses = {each.code: _response(each, quality, dice) for each in protocol.criteria}
    responses["A1"] = Response(answer=YES)
    return CaseReview(
        case,
        NAMES[0],
        responses=responses,
        criticality=Criticality.CRITICAL if critical else Criticality.NOT_CRITICAL,
        criticality_reason=WRITTEN if critical else "",
    )


def _response(criterion, quality, dice):
    if not criterion.is_judged:
        return Response(number=dice.randrange(5))
    if dice.random() < quality:
        return Response(answer=dice.choice(sorted(criterion.scale.met)), good_example=dice.random() < 0.1)
    negative = sorted(set(criterion.scale.answers) - criterion.scale.met)
    return Response(answer=dice.choice(negative), reason=WRITTEN)
