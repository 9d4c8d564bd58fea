"""Form fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yishi.foundation.people.telephones import NotATelephone, normalise_telephone


class TelephoneField(forms.CharField):
    """A mobile number, written as one likes; its value is in E.164."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        kwargs |= {"label": _("手机号码"), "widget": forms.TextInput(attrs=attributes), "max_length": 40}
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        try:
            return normalise_telephone(text)
        except NotATelephone as mistake:
            raise forms.ValidationError(str(mistake), code="telephone") from mistake


class DayInput(forms.DateInput):
    """A day, picked with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
