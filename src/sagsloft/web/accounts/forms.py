"""What people type on the pages about people and walls, and what is wrong with it."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sagsloft.core.cpr import holds_cpr
from sagsloft.web.accounts.actions import Place
from sagsloft.web.accounts.models import Municipality, Team, User
from sagsloft.web.accounts.roles import Role
from sagsloft.web.accounts.speech import said, spoken

__all__ = ["AcceptForm", "CaseForm", "CourseForm", "InviteForm", "PasskeyForm", "RoleForm"]


ABOUT = {Role.TEAMLEDER: "team", Role.RAADGIVER: "known_as"}
"""The roles that are about something, and the field that says what."""


def team_field(municipality: Municipality) -> "forms.ModelChoiceField[Team]":
    """One of the municipality's teams; never another's."""
    return forms.ModelChoiceField(
        Team.objects.filter(unit__municipality=municipality).order_by("name"),
        required=False,
        label=spoken("web_accounts.team"),
        help_text=spoken("web_accounts.team_help"),
    )


class PlaceForm(forms.Form):
    """What a role is about. A subclass or its maker says which role it is."""

    known_as = forms.CharField(
        max_length=200,
        required=False,
        label=spoken("web_accounts.known_as"),
        help_text=spoken("web_accounts.known_as_help"),
    )

    def __init__(self, municipality: Municipality, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = team_field(municipality)
        self.order_fields(self.field_order)

    def clean_place(self, role: Role) -> Place:
        """Each role with what it needs, and with nothing that it has no use for."""
        team, known_as = self.cleaned_data.get("team"), self.cleaned_data.get("known_as", "")
        if role is Role.TEAMLEDER and team is None:
            self.add_error("team", said("web_accounts.team_missing"))
        if role is Role.RAADGIVER and not known_as:
            self.add_error("known_as", said("web_accounts.known_as_missing"))
        return Place(
            role=role,
            team=team if role is Role.TEAMLEDER else None,
            known_as=known_as if role is Role.RAADGIVER else "",
        )


class InviteForm(PlaceForm):
    field_order = ("email", "role", "team", "known_as")
    email = forms.EmailField(label=spoken("web_accounts.email"))
    role = forms.ChoiceField(choices=Role.choices, label=spoken("web_accounts.role"))

    def clean(self) -> dict[str, Any]:
        if "role" in self.cleaned_data:
            self.cleaned_data["place"] = self.clean_place(Role(self.cleaned_data["role"]))
        return self.cleaned_data


class RoleForm(PlaceForm):
    field_order = ("team", "known_as")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, role: Role, municipality: Municipality, *args: Any, **kwargs: Any) -> None:
        super().__init__(municipality, *args, **kwargs)
        self.role = role
        for other in ABOUT.keys() - {role}:
            del self.fields[ABOUT[other]]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["place"] = self.clean_place(self.role)
        return self.cleaned_data


class AcceptForm(forms.Form):
    first_name = forms.CharField(
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        max_length=150,
        label=spoken("web_accounts.first_name"),
    )
    last_name = forms.CharField(
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        max_length=150,
        label=spoken("web_accounts.last_name"),
    )
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        label=spoken("web_accounts.password"),
        help_text=spoken("web_accounts.password_help"),
    )

    def __init__(self, email: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        names = {name: self.cleaned_data.get(name, "") for name in ("first_name", "last_name")}
        if "password" in self.cleaned_data:
            try:
                validate_password(self.cleaned_data["password"], User(email=self.email, **names))
            except ValidationError as error:
                self.add_error("password", error)
        return self.cleaned_data


class PasskeyForm(AddWebAuthnForm):
    """allauth's, whose one label that is not in Danish has ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = spoken("web_accounts.name")


class CourseForm(forms.Form):
    until = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label=spoken("web_accounts.course_until")
    )


class CaseForm(forms.Form):
    """A case by its own number, which is posted and never stands in an address."""

    case_id = forms.CharField(
        max_length=200, label=spoken("log.case_number"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_case_id(self) -> str:
        number = str(self.cleaned_data["case_id"])
        if holds_cpr(number):
            raise ValidationError(said("log.no_cpr"))
        return number
