"""What is typed to erase a case: its number, and the same number again by someone who has seen what it means."""

from typing import Any

from django import forms

from sagsloft.web.accounts.forms import CaseForm
from sagsloft.web.accounts.speech import said, spoken

__all__ = ["SureForm"]


class SureForm(CaseForm):
    again = forms.CharField(
        max_length=200, label=spoken("erasure.again"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sure = forms.BooleanField(label=spoken("erasure.sure"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_id"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        if "again" in self.cleaned_data and self.cleaned_data["again"] != self.cleaned_data.get("case_id"):
            self.add_error("again", said("erasure.again_differs"))
        return self.cleaned_data
