"""Small invented protocols: one of cases, with a criterion of every scale and both tracks; one of the organisation."""

from collections.abc import Mapping

from sagsloft.core.protocols import Benchmark, Criterion, Origin, OutcomeRule, Protocol, ReviewTheme, Subject
from sagsloft.core.rules import Citation, Text
from sagsloft.core.scales import SCALES, Criticality, Track

__all__ = ["organisation_protocol", "small_protocol"]

LAW = "Barnets lov"
CRITICALITY: Mapping[Criticality, Text] = {
    Criticality.CRITICAL: Text(
        "Barnet kan lige nu mangle beskyttelse eller støtte.", "The child may lack protection or support now."
    ),
    Criticality.WORRYING: Text(
        "Alvorlige brud på loven uden tegn på fare nu.", "Serious breaches of law, no sign of danger now."
    ),
    Criticality.NOT_CRITICAL: Text("Hverken kritisk eller bekymrende.", "Neither critical nor worrying."),
}


def small_protocol() -> Protocol:
    """Of cases: A1 (in time, with a rule), A2 (yes or no), A9 (degree), C11 (information) and G4 (a number)."""
    return Protocol(
        id="lille",
        version=1,
        title=Text("Lille sagsmåling", "Small case review"),
        subject=Subject.CASE,
        inspired_by=Text("Inspireret af ingenting.", "Inspired by nothing."),
        introduction=Text(
            "Læs sagen fra ende til anden, før du svarer.", "Read the case from end to end before you answer."
        ),
        look_back=24,
        themes=(
            _theme("underretning", Text("Underretninger", "Notifications"), Benchmark.UDREDNING, "A1"),
            _theme("sag", Text("Sagen", "The file"), Benchmark.SAG),
        ),
        criteria=(*_about_notifications(), *_about_the_file()),
        criticality=CRITICALITY,
        hash="0" * 64,
    )


def organisation_protocol() -> Protocol:
    """Of the organisation: O1 and O2, both by degree."""
    theme = _theme("styring", Text("Styring", "Steering"), Benchmark.STYRING)
    return Protocol(
        id="lille-organisation",
        version=1,
        title=Text("Lille måling af ledelsen", "Small review of the management"),
        subject=Subject.ORGANISATION,
        inspired_by=Text("Inspireret af ingenting.", "Inspired by nothing."),
        introduction=Text("Læs dokumenterne, før du svarer.", "Read the documents before you answer."),
        look_back=24,
        themes=(theme,),
        criteria=tuple(
            Criterion(
                code=code,
                theme=theme.code,
                question=Text(f"Er der {what}?", f"Is there {thing}?"),
                track=Track.PROFESSIONAL,
                scale=SCALES["degree"],
                guidance=Text("Bed om de seneste referater.", "Ask for the latest minutes."),
                origin=Origin.OWN,
            )
            for code, what, thing in (("O1", "en strategi", "a strategy"), ("O2", "ledelsestilsyn", "supervision"))
        ),
        criticality={},
        hash="1" * 64,
    )


def _about_notifications() -> tuple[Criterion, ...]:
    return (
        Criterion(
            code="A1",
            theme="underretning",
            question=Text(
                "Er underretningen vurderet inden 24 timer?", "Was the notification assessed within 24 hours?"
            ),
            track=Track.LEGAL,
            scale=SCALES["in_time"],
            guidance=Text("Svar for den, der er håndteret dårligst.", "Answer for the one that was handled worst."),
            origin=Origin.PUBLISHED,
            relevant_when=Text("Der er modtaget en underretning.", "A notification was received."),
            citations=(Citation(LAW, "§ 136", ""),),
            rule="underretning-24-timer",
        ),
        Criterion(
            code="A2",
            theme="underretning",
            question=Text("Er underretteren orienteret?", "Was the notifier told?"),
            track=Track.LEGAL,
            scale=SCALES["yes_no"],
            guidance=Text("Se efter et brev eller et notat.", "Look for a letter or a note."),
            origin=Origin.PUBLISHED,
            citations=(Citation(LAW, "§ 135, stk. 3", ""),),
        ),
        Criterion(
            code="A9",
            theme="underretning",
            question=Text("Er tidligere underretninger inddraget?", "Were earlier notifications taken into account?"),
            track=Track.PROFESSIONAL,
            scale=SCALES["degree"],
            guidance=Text("Se i vurderingen.", "Look in the assessment."),
            origin=Origin.OWN,
        ),
    )


def _about_the_file() -> tuple[Criterion, ...]:
    return (
        Criterion(
            code="C11",
            theme="sag",
            question=Text("Er oplysningerne tilstrækkelige?", "Is the information sufficient?"),
            track=Track.PROFESSIONAL,
            scale=SCALES["information"],
            guidance=Text("Tænk på, hvad der blev afgjort.", "Think of what was decided."),
            origin=Origin.OWN,
        ),
        Criterion(
            code="G4",
            theme="sag",
            question=Text("Hvor mange rådgivere har barnet haft?", "How many caseworkers has the child had?"),
            track=Track.PROFESSIONAL,
            scale=SCALES["number"],
            guidance=Text("Tæl dem, der har haft sagen.", "Count those who have had the case."),
            origin=Origin.OWN,
            unit=Text("rådgivere", "caseworkers"),
        ),
    )


def _theme(code: str, title: Text, benchmark: Benchmark, *required: str) -> ReviewTheme:
    return ReviewTheme(code, title, benchmark, OutcomeRule(1.0, 0.5, required))
