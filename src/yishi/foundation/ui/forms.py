"""How forms look: the renderer of all forms, and the inputs that Django does not have."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def use_plain_words() -> None:
    """Let fields say what to do where Django says what is wrong; a field's own `error_messages` still win."""
    forms.Field.default_error_messages["required"] = gettext_lazy("请填写这一项。")
    for choice in (forms.ChoiceField, forms.ModelChoiceField):
        choice.default_error_messages["invalid_choice"] = gettext_lazy("请在列出的选项里选一个。")


class PageFormRenderer(TemplatesSetting):
    """Every form and field of the site, those of libraries too, uses our markup."""

    form_template_name = "ui/form_fields.html"
    field_template_name = "ui/field.html"


class LongText(forms.Textarea):
    """Several lines. Where the field has a limit the page counts what is left; nothing pasted is cut off silently."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": "6", **(attrs or {})})

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        limit = attrs.pop("maxlength", None)
        if limit:
            attrs |= {"data-limit": limit, "data-left": _("还可以写 {n} 个字"), "data-over": _("超出了 {n} 个字")}
        return attrs


class Choices(forms.RadioSelect):
    """One of a few, each a card with its hint: `Choices(hints={"help": _("…")})`. Short ones share a line."""

    template_name = "ui/choices.html"
    option_template_name = "ui/choice.html"

    def __init__(
        self, *, hints: Mapping[str, str | Promise] | None = None, are_short: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.hints = dict(hints or {})
        self.are_short = are_short

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["are_short"] = self.are_short
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option
