"""The desk's list: one line a matter, the earliest due first."""

from django import forms
from django.db.models import F, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from yishi.foundation.matters.addresses import matter_address
from yishi.foundation.matters.models import Matter
from yishi.foundation.search.queries import search_matters
from yishi.foundation.ui.tables import Column, Filter, Table, by
from yishi.foundation.ui.templatetags.ui import due
from yishi.parts.voices.choices import VoiceKind, VoiceState
from yishi.parts.voices.templatetags.voices import state_chip
from yishi.web.desk.queries import COUNTED


def _link(matter: Matter) -> SafeString:
    return format_html(
        '<a href="{}">{}</a><span class="small soft number"> {}</span>',
        matter_address(matter.kind, matter.number),
        matter.title,
        matter.number,
    )


def _words(rows: QuerySet[Matter], text: str) -> QuerySet[Matter]:
    return search_matters(rows, text, scope="all")


DESK = Table(
    name="desk",
    columns=(
        Column("title", _("事项"), lambda m: m.title, cell=_link, kind="main"),
        Column(
            "due",
            _("期限"),
            lambda m: m.due_at,
            cell=lambda m: due(m.due_at),
            order=(F("due_at").asc(nulls_first=True),),
        ),
        Column("state", _("状态"), lambda m: VoiceState(m.state).label, cell=lambda m: state_chip(m.state)),
        Column("kind", _("类型"), lambda m: VoiceKind(m.subkind).label, kind="nowrap"),
        Column("category", _("类别"), lambda m: str(m.category or "")),
        Column("unit", _("承办单位"), lambda m: str(m.unit or "")),
        Column("handler", _("承办人"), lambda m: str(m.handler or "")),
        Column("area", _("区域"), lambda m: str(m.area or "")),
        Column("filed", _("提出时间"), lambda m: m.filed_at, order=("filed_at",)),
    ),
    filters=(
        Filter("q", lambda: forms.CharField(label=_("搜索"), max_length=100), _words, is_main=True),
        Filter(
            "kind",
            lambda: forms.ChoiceField(label=_("类型"), choices=[("", _("全部")), *VoiceKind.choices]),
            by("subkind"),
        ),
        Filter(
            "state",
            lambda: forms.ChoiceField(label=_("状态"), choices=[("", _("全部")), *VoiceState.choices]),
            by("state"),
        ),
    ),
    order="due",
    page_size=100,
    count_limit=COUNTED,
)
