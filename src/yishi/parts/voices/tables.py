"""The public list of voices: its columns, conditions and orders. What is not public is in no cell and no condition."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishi.foundation.matters import queries as matter_queries
from yishi.foundation.matters import rules as matter_rules
from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter
from yishi.foundation.places.queries import area_with_code
from yishi.foundation.places.templatetags.places import area_options
from yishi.foundation.search.queries import LONGEST_QUERY
from yishi.foundation.ui.components import Tab, Words
from yishi.foundation.ui.tables import Column, Filter, Rows, Table, TablePage
from yishi.foundation.ui.templatetags.ui import due
from yishi.parts.voices import queries
from yishi.parts.voices.choices import OPEN_STATES, VoiceKind, VoiceState
from yishi.parts.voices.forms import category_choices, unit_choices
from yishi.parts.voices.templatetags.voices import kind_label, state_chip

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PAGE_SIZE = 30
OPEN, ENDED = "open", "ended"
# Days outside of these have no instant in every time zone; whoever asks for one gets the nearest.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


def public_rows() -> Rows:
    """The rows of the list with what a line of it shows, and nothing more."""
    merged_into = Prefetch("merged_into", Matter.objects.only("number", "visibility"))
    return (
        queries.public_list()
        .only(
            "number", "kind", "subkind", "state", "visibility", "public_title", "category", "area", "unit",
            "filed_at", "due_at", "supporters", "merged_into",
        )
        .prefetch_related("category", "area", "unit", merged_into)
    )  # fmt: skip


def public_title(matter: Matter) -> str:
    """The title that everybody may read, or words that say there is none."""
    return matter.public_title if matter.visibility == Visibility.PUBLIC else _("内容不公开的诉求")


def _title(matter: Matter) -> SafeString:
    address = reverse("voices:detail", args=[matter.number])
    link = format_html('<a href="{}"{}>{}</a>', address, _language(matter), public_title(matter))
    return format_html('{} <span class="small soft number row-number">{}</span>', link, matter.number)


def _language(matter: Matter) -> SafeString:
    return SafeString(' lang="zh-hans"') if matter.visibility == Visibility.PUBLIC else SafeString("")


def _state(matter: Matter) -> SafeString:
    chip = state_chip(matter.state)
    target = matter.merged_into
    if target is not None and target.visibility != Visibility.PRIVATE:
        address = reverse("voices:detail", args=[target.number])
        return format_html('{} <a class="small number" href="{}">{}</a>', chip, address, target.number)
    return format_html("{} {}", chip, due(matter.due_at)) if matter.due_at else chip


def _subject(matter: Matter) -> str:
    return _("%(kind)s · %(category)s") % {
        "kind": kind_label(matter.subkind),
        "category": matter.category or _("未分类"),
    }


def _place(matter: Matter) -> str:
    return str(matter.area) if matter.area is not None and matter.visibility == Visibility.PUBLIC else ""


def _supporters(matter: Matter) -> int | None:
    return matter.supporters or None if matter.visibility == Visibility.PUBLIC else None


def _all(label: "StrPromise", choices: Iterable[tuple[str, Words]], everything: "StrPromise") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", everything), *choices])


def _state_field() -> forms.ChoiceField:
    groups = [(OPEN, gettext_lazy("还没办结的")), (ENDED, gettext_lazy("已经结束的"))]
    return _all(gettext_lazy("办理情况"), [*groups, *VoiceState.choices], gettext_lazy("全部"))


def _date_field(label: "StrPromise") -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _words_field() -> forms.CharField:
    search = forms.TextInput(attrs={"type": "search"})
    return forms.CharField(label=gettext_lazy("搜索"), max_length=LONGEST_QUERY, widget=search)


def _with_words(rows: Rows, text: str) -> Rows:
    return queries.searched(rows, text, public=False)


def _with_public_words(rows: Rows, text: str) -> Rows:
    return queries.searched(rows, text, public=True)


def _in_state(rows: Rows, state: str) -> Rows:
    if state == OPEN:
        return rows.filter(state__in=OPEN_STATES)
    return rows.exclude(state__in=OPEN_STATES) if state == ENDED else rows.filter(state=state)


def _in_category(rows: Rows, category_id: str) -> Rows:
    chosen = f"/{category_id}/"
    below = [category.pk for category in matter_queries.active_categories() if chosen in category.path]
    return rows.filter(category_id__in=below)


def _in_area(rows: Rows, code: str) -> Rows:
    area = area_with_code(code)
    return rows.filter(matter_rules.within(area.stem)) if area else rows.none()


def _publicly_in_area(rows: Rows, code: str) -> Rows:
    return _in_area(queries.located_publicly(rows), code)


def _filed_since(rows: Rows, day: date) -> Rows:
    return rows.filter(filed_at__gte=_beginning(day))


def _filed_until(rows: Rows, day: date) -> Rows:
    return rows.filter(filed_at__lt=_beginning(min(day, LAST_DAY) + timedelta(days=1)))


def _beginning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(max(day, FIRST_DAY), time.min))


VOICES = Table(
    name="voices",
    columns=(
        Column("title", gettext_lazy("诉求"), public_title, cell=_title, kind="main"),
        Column("state", gettext_lazy("办理情况"), lambda m: VoiceState(m.state).label, cell=_state),
        Column("subject", gettext_lazy("类型"), _subject),
        Column("place", gettext_lazy("地点"), _place),
        Column("unit", gettext_lazy("承办单位"), lambda m: str(m.unit or _("待分派"))),
        Column("filed", gettext_lazy("提出时间"), lambda m: m.filed_at, order=("filed_at",), kind="nowrap"),
        Column("supporters", gettext_lazy("附议"), _supporters, order=("supporters",), kind="number"),
    ),
    filters=(
        Filter("q", _words_field, _with_public_words, is_main=True),
        Filter("state", _state_field, _in_state, is_main=True),
        Filter(
            "kind",
            lambda: _all(gettext_lazy("类型"), VoiceKind.choices, gettext_lazy("全部")),
            lambda rows, kind: rows.filter(subkind=kind),
        ),
        Filter("category", lambda: _all(gettext_lazy("类别"), category_choices(), gettext_lazy("全部")), _in_category),
        Filter("area", lambda: _all(gettext_lazy("区域"), area_options(), gettext_lazy("全区")), _publicly_in_area),
        Filter(
            "unit",
            lambda: _all(gettext_lazy("承办单位"), unit_choices(), gettext_lazy("全部")),
            lambda rows, unit_id: rows.filter(unit_id=unit_id),
        ),
        Filter("since", lambda: _date_field(gettext_lazy("提出时间从")), _filed_since),
        Filter("until", lambda: _date_field(gettext_lazy("到")), _filed_until),
    ),
    order="-filed",
    page_size=PAGE_SIZE,
    exports=(),
)

_whole = {"q": _with_words, "area": _in_area}
CONTACTS = replace(
    VOICES,
    name="contacts",
    filters=tuple(replace(item, narrow=_whole.get(item.name, item.narrow)) for item in VOICES.filters),
)
"""The same conditions for staff: they find what is not public too, among the rows that the rules allow."""


def views_of(page: TablePage, conditions: str, *, on_map: bool = False) -> list[Tab]:
    """The three orders people ask for, and the map, as tabs; the conditions stay, and only what is open can wait."""
    state = page.request.GET.get("state", "")
    order = "" if on_map else page.sort_asked or VOICES.order
    listed = reverse("voices:list")
    return [
        Tab(_("最新"), listed + page.address(sort=None, page=None), is_here=order == "-filed"),
        Tab(_("附议最多"), listed + page.address(sort="-supporters", page=None), is_here=order == "-supporters"),
        Tab(
            _("等得最久"),
            listed + page.address(sort="filed", state=OPEN, page=None),
            is_here=order == "filed" and state == OPEN,
        ),
        Tab(_("地图"), reverse("voices:map") + conditions, is_here=on_map),
    ]
