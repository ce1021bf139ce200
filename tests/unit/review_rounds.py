"""Invented rounds of reviews by the small protocol, for the tests: what each case was answered, in few words."""

from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console
from tests.unit.protocol import organisation_protocol, small_protocol

from sagsloft import rulebook
from sagsloft.core.errors import UserError
from sagsloft.core.findings import conclude
from sagsloft.core.reviews import CaseReview, Response
from sagsloft.core.round_result import DrawnCase, OrganisationReview, RoundResult
from sagsloft.core.scales import Answer, Criticality
from sagsloft.core.tickets import SeedOrigin
from sagsloft.messages import Language
from sagsloft.render.findings import page

YES, LATE, NO, SILENT, NOT_RELEVANT = (
    Answer.YES,
    Answer.YES_LATE,
    Answer.NO,
    Answer.NOT_DOCUMENTED,
    Answer.NOT_RELEVANT,
)
PROTOCOL = small_protocol()
RULES = {rule.id: rule for rule in rulebook.load().rules}
GOOD = {
    "A1": Answer.YES,
    "A2": Answer.YES,
    "A9": Answer.HIGH,
    "C11": Answer.NOTHING_MISSING,
    "G4": 2,
}
"""A case in which everything is as it should be."""
NAMES = ("Anne", "Bo")


def response(given, **more):
    if isinstance(given, Answer):
        return Response(answer=given, reason="fordi", source="journalen", **more)
    return Response(number=given, **more)


def review(case_id="sag-01", reviewer="Anne", criticality=Criticality.NOT_CRITICAL, **answers):
    """A finished record: of `GOOD`, but for the answers that are named."""
    responses = {code: response(given) for code, given in (GOOD | answers).items()}
    return CaseReview(case_id, reviewer, responses=responses, criticality=criticality, criticality_reason="derfor")


def read_case(number, criticality=Criticality.NOT_CRITICAL, **answers):
    """A case that two have read, and found the same in."""
    case_id = f"sag-{number:02}"
    reviews = tuple(review(case_id, name, criticality, **answers) for name in NAMES)
    return DrawnCase(case_id=case_id, readers=NAMES, reviews=reviews)


def cases(**answers):
    """`cases(A2=[YES] * 13 + [NO] * 7)`: 20 cases; what is not named is as in `GOOD`."""
    (count,) = {len(each) for each in answers.values()} or {20}
    return tuple(
        read_case(place + 1, **{code: given[place] for code, given in answers.items()}) for place in range(count)
    )


def result(drawn, year=2025, **more):
    """A round that was read as of 1 March of the year."""
    return RoundResult(
        **{
            "protocol": PROTOCOL,
            "round_id": f"runde-{year}",
            "frame": 300,
            "cases": tuple(drawn),
            "as_of": date(year, 3, 1),
            "window": (date(year - 1, 3, 1), date(year, 3, 1)),
            "origin": SeedOrigin.DICE,
            "rules": RULES,
            **more,
        }
    )


def found(drawn, earlier=None, draft=False, **more):
    return conclude(result(drawn, **more), earlier=earlier, draft=draft)


def criterion(findings, code):
    return next(each for each in findings.criteria if each.code == code)


def theme(findings, code="underretning"):
    return next(each for each in findings.themes if each.code == code)


def why(findings, code=None):
    return {each.why for each in findings.unsaid if each.criterion == code}


def told(findings, language=Language.DANISH, organisation=None):
    console = Console(width=100, highlight=False)
    with console.capture() as captured:
        for part in page(findings, PROTOCOL, organisation, language):
            console.print(part)
    return " ".join(captured.get().split())


def refusal(act, *arguments, **named):
    with pytest.raises(UserError) as refused:
        act(*arguments, **named)
    return refused.value


def unready_cases():
    gap = review("sag-03", "Bo")
    gap = replace(gap, responses={**gap.responses, "A1": Response(NO)})
    return [
        read_case(1),
        DrawnCase(case_id="sag-02", readers=NAMES, reviews=(review("sag-02"), CaseReview("sag-02", "Bo"))),
        DrawnCase(case_id="sag-03", readers=NAMES, reviews=(review("sag-03"), gap)),
        DrawnCase(case_id="sag-04", readers=NAMES, reviews=(review("sag-04"), review("sag-04", "Bo", A1=NO))),
        DrawnCase(case_id="sag-05", readers=NAMES),
        DrawnCase(case_id="sag-06", readers=NAMES, reviews=(review("sag-06"),)),
    ]


def organisation(**answers):
    given_answers = {"O1": Answer.HIGH, "O2": Answer.LITTLE, **answers}
    responses = {code: response(each) for code, each in given_answers.items()}
    return OrganisationReview(organisation_protocol(), CaseReview("", "Anne", responses=responses))
