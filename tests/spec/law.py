"""Rules and their versions in words: what the law said, from when, and where it is written."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from sagsloft.core.rules import Kind, Repealed, Rule, Version

from .chapters import Section
from .example import Judged
from .markdown import joined, link
from .words import Words

__all__ = ["in_force", "rules"]


def in_force(examples: Sequence[Judged], words: Words) -> str:
    """The rule of some examples, and the paragraphs in force in them, in a sentence."""
    rule = examples[0].rule
    is_invented = bool(examples[0].example.invented)
    cited = [_cited(version, words, str(version.citation)) for version in _versions(examples)]
    if any(rule.version_on(day) is None for day in _trigger_days(examples)):
        cited = [words.say("section.none", first=words.day(rule.versions[-1].in_force)), *cited]
    label = words.say("section.invented" if is_invented else "section.rule")
    law = words.say("section.standard") if _is_standard(rule, is_invented=is_invented) else "; ".join(cited)
    return f"{label}: *{words.of(rule.title)}*. {words.say('section.law')}: {law}."


def rules(sections: Iterable[Section], words: Words) -> str:
    """Each rule of a chapter, with the versions in force in it: whether their text was read, and what was assumed."""
    by_rule: dict[str, list[Judged]] = {}
    for section in sections:
        for judged in section.examples:
            if not judged.example.invented:
                by_rule.setdefault(judged.rule.id, []).append(judged)
    return joined(*(_rule(examples, words) for examples in by_rule.values()))


def _rule(examples: Sequence[Judged], words: Words) -> str:
    rule = examples[0].rule
    title = f"**{words.of(rule.title)}**"
    if rule.kind is Kind.STANDARD:
        return f"{title}: {words.say('section.standard')}."
    return "\n".join([title, "", *(_version(version, words) for version in _versions(examples))])


def _version(version: Version, words: Words) -> str:
    cited = _cited(version, words, link(str(version.citation), version.citation.url))
    return f"- {' '.join([f'{cited}.', *_reservations(version, words)])}"


def _reservations(version: Version, words: Words) -> Iterator[str]:
    if version.verified:
        yield words.say("page.verified", source=version.verified.source, day=words.day(version.verified.on))
    else:
        yield words.say("page.unverified")
    if version.note:
        yield words.of(version.note)


def _cited(version: Version, words: Words, citation: str) -> str:
    """A paragraph, and how long it was in force."""
    if isinstance(version.deadline, Repealed):
        return words.say("section.repealed", first=words.day(version.in_force))
    if version.until is None:
        return words.say("section.since", citation=citation, first=words.day(version.in_force))
    return words.say("section.until", citation=citation, last=words.day(version.until - timedelta(days=1)))


def _is_standard(rule: Rule, *, is_invented: bool) -> bool:
    return rule.kind is Kind.STANDARD and not is_invented


def _versions(examples: Iterable[Judged]) -> list[Version]:
    """The versions that decided in some examples of one rule, oldest first."""
    by_day = {version.in_force: version for judged in examples for version in judged.versions}
    return [by_day[day] for day in sorted(by_day)]


def _trigger_days(examples: Iterable[Judged]) -> Iterator[date]:
    return (day for judged in examples for day in judged.trigger_days)
