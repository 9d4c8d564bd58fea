"""Choosing how to hear of what."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from yishi.foundation.notices.choices import Channel, Group, Mode

CHOICES = {
    Channel.MAIL: [Mode.IMMEDIATELY, Mode.DAILY, Mode.OFF],
    Channel.TEXT: [Mode.IMMEDIATELY, Mode.OFF],
}
"""Nobody wants a digest as a text message."""

Modes = Mapping[tuple[Group, Channel], Mode]


class PreferencesForm(forms.Form):
    """One choice for each group and channel, beginning with what holds now."""

    def __init__(self, *args: Any, modes: Modes, **options: Any) -> None:
        super().__init__(*args, **options)
        self.modes = modes
        for (group, channel), mode in modes.items():
            self.fields[f"{group}-{channel}"] = forms.ChoiceField(
                label=channel.label,
                choices=[(choice.value, choice.label) for choice in CHOICES[channel]],
                initial=mode.value,
            )

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The name of each group with its fields, for the page."""
        by_group: dict[Group, list[BoundField]] = {}
        for group, channel in self.modes:
            by_group.setdefault(group, []).append(self[f"{group}-{channel}"])
        return [(str(group.label), fields) for group, fields in by_group.items()]

    def chosen(self) -> dict[tuple[Group, Channel], Mode]:
        """What was chosen, of a valid form."""
        return {(group, channel): Mode(self.cleaned_data[f"{group}-{channel}"]) for group, channel in self.modes}
