"""What the pages' forms ask for. Each answers with the field and the reason, and keeps what was typed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from sagsloft.core.cpr import holds_cpr
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day as day_in_words
from sagsloft.web.monitor.case_list import NO_TEAM, SORTS, STATES, WAITS
from sagsloft.web.monitor.models import LONGEST
from sagsloft.web.monitor.saved_filters import LONGEST_NAME

__all__ = ["CasesForm", "DeadlinesForm", "KnownForm", "SaveFilterForm", "SearchForm", "TodayForm"]

Data = Mapping[str, Any]
Choices = Sequence[tuple[str, str]]


def _choice(key: str, choices: Choices, language: Language, *, every: str | None = "web.all") -> forms.ChoiceField:
    """One of some; `every`: the words for all of them, where nothing needs to be chosen."""
    first = [] if every is None else [("", say(every, language))]
    unknown = {"invalid_choice": say("web.unknown_choice", language)}
    return forms.ChoiceField(
        label=say(key, language), choices=[*first, *choices], required=False, error_messages=unknown
    )


def _team(teams: Sequence[str | None], language: Language) -> forms.ChoiceField:
    """One of the teams; None: what has none."""
    return _choice("web.team", [(team or NO_TEAM, team or say("web.no_team", language)) for team in teams], language)


def _without_cpr(text: str, language: Language) -> str:
    if holds_cpr(text):
        raise ValidationError(say("web_cases.number_is_cpr", language))
    return text


def _named(names: Sequence[str]) -> Choices:
    return [(name, name) for name in names]


class TodayForm(forms.Form):
    """Narrows today's list. Someone with one team, or only their own cases, is not asked for them."""

    def __init__(
        self, data: Data, *, teams: Sequence[str | None], caseworkers: Sequence[str], rules: Choices, language: Language
    ) -> None:
        super().__init__(data)
        if len(teams) > 1:
            self.fields["team"] = _team(teams, language)
        if caseworkers:
            self.fields["raadgiver"] = _choice("web.caseworker", _named(caseworkers), language)
        self.fields["regel"] = _choice("web.rule", rules, language)


class CasesForm(forms.Form):
    """Narrows and orders the list of cases."""

    def __init__(
        self, data: Data, *, teams: Sequence[str | None], caseworkers: Sequence[str], language: Language
    ) -> None:
        super().__init__(data)
        if len(teams) > 1:
            self.fields["team"] = _team(teams, language)
        if caseworkers:
            self.fields["raadgiver"] = _choice("web.caseworker", _named(caseworkers), language)
        waits = [(each, say(f"web_cases.waits_{name}", language)) for each, name in WAITS.items()]
        self.fields["venter"] = _choice("web_cases.waits", waits, language)
        states = [(each, say(f"web_cases.state_{name}", language)) for each, name in STATES.items()]
        self.fields["tilstand"] = _choice("web_cases.state", states, language)
        sorts = [(each, say(f"web_cases.sort_{name}", language)) for each, name in SORTS.items()]
        self.fields["sortering"] = _choice("web_cases.sort", sorts, language, every=None)

    def narrowed(self) -> Iterator[str]:
        """`Team: Nord` for each field that narrows the list; what could not be understood narrows nothing."""
        for name, field in self.fields.items():
            if name != "sortering" and isinstance(field, forms.ChoiceField) and self.cleaned_data.get(name):
                labels = {str(value): label for value, label in cast("Choices", field.choices)}
                yield f"{field.label}: {labels[self.cleaned_data[name]]}"


class DeadlinesForm(forms.Form):
    """The period and the team that figures are asked of. Who may ask of no team by itself is not asked for one."""

    def __init__(self, data: Data, *, periods: Choices, teams: Sequence[str | None], language: Language) -> None:
        super().__init__(data)
        self.fields["periode"] = _choice("web_deadlines.period", periods, language, every="web_deadlines.ever")
        if teams:
            self.fields["team"] = _team(teams, language)


class SearchForm(forms.Form):
    """A case's number, or its beginning. It is posted, so that it stands in no address and no log."""

    def __init__(self, data: Data | None = None, *, language: Language) -> None:
        super().__init__(data)
        self._language = language
        self.fields["sagsnummer"] = forms.CharField(
            label=say("web_cases.number", language),
            max_length=LONGEST,
            required=False,
            error_messages={"max_length": say("web.too_long", language, most=LONGEST)},
        )

    def clean_sagsnummer(self) -> str:
        """A child's own number is not asked for, and not kept."""
        return _without_cpr(str(self.cleaned_data["sagsnummer"]).strip(), self._language)


class SaveFilterForm(forms.Form):
    """The name that a filter is kept under."""

    def __init__(self, data: Data | None = None, *, language: Language) -> None:
        super().__init__(data)
        self._language = language
        self.fields["navn"] = forms.CharField(
            label=say("web_cases.filter_name", language),
            max_length=LONGEST_NAME,
            error_messages={
                "required": say("web_cases.filter_name_missing", language),
                "max_length": say("web.too_long", language, most=LONGEST_NAME),
            },
        )

    def clean_navn(self) -> str:
        return _without_cpr(str(self.cleaned_data["navn"]).strip(), self._language)


class KnownForm(forms.Form):
    """The day that a case is to be shown as it was known on; `latest`: nobody knows it as it will be after that."""

    def __init__(self, data: Data, *, latest: date, language: Language) -> None:
        super().__init__(data)
        self._latest, self._language = latest, language
        self.fields["kendt"] = forms.DateField(
            label=say("web_case.known_on", language),
            required=False,
            input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": say("web_case.known_on_unreadable", language)},
        )

    def clean_kendt(self) -> date | None:
        """Raises ValidationError for a day that has not come."""
        day: date | None = self.cleaned_data["kendt"]
        if day is not None and day > self._latest:
            raise ValidationError(
                say("web_case.known_on_future", self._language, latest=day_in_words(self._latest, self._language))
            )
        return day
