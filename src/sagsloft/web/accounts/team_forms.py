"""What an administrator types about units and teams."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sagsloft.core.cpr import holds_cpr
from sagsloft.web.accounts.speech import said, spoken

__all__ = ["KNOWN_NAMES", "TeamForm", "UnitForm"]

KNOWN_NAMES = "kendte-navne"
"""The id of the list on the page that holds what the events call teams."""


class UnitForm(forms.Form):
    """`version`: of what is changed, as it was shown; for what is new there is none."""

    name = forms.CharField(max_length=100, label=spoken("web_teams.unit_name"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        for name, value in tuple(self.cleaned_data.items()):
            if isinstance(value, str) and holds_cpr(value):
                self.add_error(name, ValidationError(said("web_teams.no_cpr")))
        return self.cleaned_data


class TeamForm(UnitForm):
    field_order = ("name", "source_name")
    name = forms.CharField(max_length=100, label=spoken("web_teams.team_name"))
    source_name = forms.CharField(
        max_length=200,
        required=False,
        label=spoken("web_teams.source_name"),
        help_text=spoken("web_teams.source_name_help"),
        widget=forms.TextInput(attrs={"list": KNOWN_NAMES, "autocomplete": "off"}),
    )
