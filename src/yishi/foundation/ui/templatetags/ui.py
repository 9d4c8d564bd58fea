"""Tags of the pages: `{% load ui %}`. Each is shown with its source on the gallery page."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def capture(content: SafeString) -> SafeString:
    """Keep a piece of the page under a name: `{% capture as name %}…{% endcapture %}`."""
    return SafeString(content.strip())


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """One form field with its label, help, errors and input: `{% field form.text %}`."""
    return bound.as_field_group()
