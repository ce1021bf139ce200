"""What does a message of the report say in words? Counts, intervals, phrases and verdicts, in the one place for each.

The words of the ladder and of a verdict are those of `render.rounds`, said of a `Claim` and a `Standing`.
"""

from datetime import date

from sagsloft.core.estimates import Count
from sagsloft.core.ladder import Claim
from sagsloft.core.report import (
    Chance,
    Evidence,
    Joined,
    Listed,
    Message,
    Number,
    Reach,
    Share,
    TowardsGoal,
    Value,
)
from sagsloft.core.rules import Text
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day, decimal, joined, percent
from sagsloft.render import rounds
from sagsloft.render.terminal import in_language

__all__ = ["bound", "counted", "proof", "sentence", "worded"]

BETWEEN = " · "


def sentence(message: Message, language: Language) -> str:
    """The whole sentence, without the spaces that an empty part leaves behind."""
    return " ".join(say(message.id, language, **_worded_all(message, language)).split())


def worded(value: Value, language: Language) -> str:  # noqa: PLR0911 - one for each kind of value
    match value:
        case Message():
            return sentence(value, language)
        case Text():
            return in_language(value, language).strip()
        case Claim():
            return rounds.phrase(value, language)
        case TowardsGoal():
            return rounds.against_goal(sentence(value.name, language), value.standing, language)
        case Count():
            return counted(value, language)
        case Evidence():
            return bound(value, language)
        case Joined():
            return joined([worded(each, language) for each in value.parts], language) if value.parts else ""
        case Listed():
            return BETWEEN.join(worded(each, language) for each in value.parts)
    return _figure(value, language)


def counted(count: Count, language: Language) -> str:
    """`13 af 20`."""
    if not count.relevant:
        return say("compare.no_answers", language)
    return say("analyse.count", language, met=_whole(count.met, language), relevant=_whole(count.relevant, language))


def bound(evidence: Evidence, language: Language) -> str:
    """What the count says of all cases; nothing where it says nothing of them."""
    if evidence.at_most is not None:
        most = percent(evidence.at_most, language)
        return say("analyse.at_most" if evidence.count.met else "analyse.none_at_most", language, most=most)
    if evidence.interval is not None:
        lower, upper = (percent(end, language) for end in evidence.interval)
        return say("compare.span", language, lower=lower.removesuffix(" %"), upper=upper)
    return say("analyse.all_counted", language) if evidence.reach is Reach.ALL else ""


def proof(evidences: tuple[Evidence, ...], language: Language) -> str:
    """`13 af 20; 41,7–84,0 %`: every count behind a statement, with its bound."""
    return "; ".join(_of_one(each, language) for each in evidences)


def _of_one(evidence: Evidence, language: Language) -> str:
    told = [counted(evidence.count, language), bound(evidence, language)]
    words = ", ".join(part for part in told if part)
    return words if evidence.of is None else f"{sentence(evidence.of, language)} {words}"


def _figure(value: int | str | date | Share | Number | Chance, language: Language) -> str:
    match value:
        case Share():
            return percent(value.value, language)
        case Number():
            return decimal(value.value, language, value.digits)
        case Chance():
            return rounds.chance(value.value, language)
        case date():
            return day(value, language)
        case int():
            return _whole(value, language)
    return value


def _worded_all(message: Message, language: Language) -> dict[str, str]:
    return {name: worded(each, language) for name, each in message.values.items()}


def _whole(value: int, language: Language) -> str:
    return decimal(value, language, 0)
