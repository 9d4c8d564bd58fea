"""Words and signs of a voice: `{% load voices %}`."""

from django import template
from django.utils.safestring import SafeString

from yishi.foundation.ui.templatetags.ui import chip
from yishi.parts.voices.choices import TONES, VoiceKind, VoiceState

register = template.Library()


@register.simple_tag
def state_label(state: str) -> str:
    """The state in a word."""
    return str(VoiceState(state).label)


@register.simple_tag
def state_chip(state: str) -> SafeString:
    """The state as a chip."""
    return chip(VoiceState(state).label, TONES[state])


@register.simple_tag
def kind_label(subkind: str) -> str:
    """What the author wants to do, in a word."""
    return str(VoiceKind(subkind).label) if subkind in VoiceKind.values else subkind
