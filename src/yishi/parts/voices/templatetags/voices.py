"""Words and signs of a voice: `{% load voices %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yishi.foundation.ui.templatetags.ui import chip
from yishi.parts.voices.choices import TONES, VoiceKind, VoiceState
from yishi.parts.voices.projections import Rate

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


@register.simple_tag
def rate(share: Rate | None) -> SafeString:
    """A rate with what it rests on: 92.0%（46/50）; words where it is hidden, or where there is nothing to count."""
    if share is None:
        return format_html('<span class="rate-cases">{}</span>', _("不公布"))
    if share.value is None:
        return format_html('<span class="rate-cases">{}</span>', _("没有"))
    cases = _("（%(part)d/%(whole)d）") % {"part": share.numerator, "whole": share.denominator}
    return format_html('{} <span class="rate-cases">{}</span>', f"{share.value:.1%}", cases)
