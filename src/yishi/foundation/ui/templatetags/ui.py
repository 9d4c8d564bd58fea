"""Tags of the pages: `{% load ui %}`. Each is shown, with how it is written, on the gallery page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishi.foundation.ui.components import Figures, Moment, Step, Tab, Words
from yishi.foundation.ui.times import due_date, written_moment

register = template.Library()

TONES = ("waiting", "moving", "answered", "closed", "stopped", "alert")
LEVELS = {
    "blue": gettext_lazy("蓝色预警"),
    "yellow": gettext_lazy("黄色预警"),
    "orange": gettext_lazy("橙色预警"),
    "red": gettext_lazy("红色预警"),
}


@register.simple_block_tag
def capture(content: SafeString) -> SafeString:
    """Keep a piece of the page under a name: `{% capture as name %}…{% endcapture %}`."""
    return SafeString(content.strip())


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """One form field with its label, help, errors and input: `{% field form.text %}`."""
    return bound.as_field_group()


@register.inclusion_tag("ui/ticket.html")
def ticket(
    number: str,
    state: Words = "",
    tone: str = "waiting",
    due: datetime | None = None,
    met_at: datetime | None = None,
    note: Words = "",
) -> dict[str, Any]:
    """The number of a matter, large and to be copied, with its state and due date."""
    return {"number": number, "state": state, "tone": tone, "due": due, "met_at": met_at, "note": note}


@register.simple_tag
def chip(label: Words, tone: str = "waiting") -> SafeString:
    """A state in a word, with a shape: `{% chip state_label "moving" %}`. Tones: see `TONES`."""
    if tone not in TONES:
        raise ValueError(f"a chip has one of the tones {TONES}, not {tone!r}")
    return format_html('<span class="chip chip-{}">{}</span>', tone, label)


@register.simple_tag
def due(at: datetime | None, met_at: datetime | None = None, is_stopped: bool = False) -> SafeString:
    """A due date in words, in its colour: `{% due matter.due_at %}`, `{% due line.due_at met_at=line.met_at %}`."""
    if at is None:
        return SafeString("")
    date = due_date(at, now=timezone.now(), met_at=met_at, is_stopped=is_stopped)
    tone = "overdue" if date.tone == "late" else date.tone
    rest = format_html('<span class="no-print">{}</span>', _("（{}）").format(date.rest)) if date.rest else ""
    when = written_moment(date.at, date.when, date.on_paper)
    return format_html('<span class="due due-{}">{}{}</span>', tone, when, rest)


@register.simple_tag
def moment(at: datetime | None) -> SafeString:
    """A day and time as one says it, with the machine's form beside it: `{% moment matter.filed_at %}`."""
    if at is None:
        return SafeString("")
    return written_moment(at)


@register.inclusion_tag("ui/timeline.html")
def timeline(moments: Sequence[Moment]) -> dict[str, Any]:
    """What happened, oldest first: `{% timeline moments %}` with `components.Moment`."""
    return {"moments": moments}


@register.inclusion_tag("ui/steps.html")
def steps(way: Sequence[Step]) -> dict[str, Any]:
    """How far a matter is: `{% steps way %}` with `components.steps_until`."""
    return {"way": way}


@register.inclusion_tag("ui/tabs.html")
def tabs(pages: Sequence[Tab], label: Words) -> dict[str, Any]:
    """Several pages about one thing: `{% tabs pages "…" %}` with `components.Tab`; `label` names the group."""
    return {"pages": pages, "label": label}


@register.simple_block_tag
def notice(content: SafeString, tone: str = "plain", title: Words = "") -> SafeString:
    """Something to know, plain, warning or error: `{% notice tone="warning" title="…" %}…{% endnotice %}`."""
    heading = format_html('<p class="notice-title">{}</p>', title) if title else ""
    return format_html('<div class="notice notice-{}">{}{}</div>', tone, heading, content)


@register.simple_block_tag
def warning(content: SafeString, level: str) -> SafeString:
    """An official warning in one of its four colours: `{% warning level="orange" %}…{% endwarning %}`."""
    return format_html(
        '<div class="warning warning-{}"><span class="warning-level">{}</span><div class="warning-text">{}</div></div>',
        level,
        LEVELS[level],
        content,
    )


@register.simple_block_tag
def figure(content: SafeString, caption: Words, table: Figures) -> SafeString:
    """A picture with the table behind it: `{% figure caption="…" table=figures %}<div …></div>{% endfigure %}`."""
    return SafeString(
        render_to_string("ui/figure.html", {"content": content.strip(), "caption": caption, "table": table})
    )


@register.inclusion_tag("ui/progress.html")
def progress(done: int, total: int, label: Words, poll: str = "") -> dict[str, Any]:
    """How far long work is: `{% progress done total "…" poll=address %}`; the address answers with this tag again."""
    is_finished = total > 0 and done >= total
    percent = round(100 * done / total) if total else 0
    return {
        "done": done,
        "total": total,
        "label": label,
        "poll": "" if is_finished else poll,
        "percent": percent,
        "is_finished": is_finished,
    }


@register.inclusion_tag("ui/empty.html")
def empty(title: Words, text: Words = "", address: str = "", action: Words = "") -> dict[str, Any]:
    """Nothing to show, and what to do about it: `{% empty "…" "…" address "…" %}`."""
    return {"title": title, "text": text, "address": address, "action": action}
