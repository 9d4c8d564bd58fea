"""Pages over many voices, open to everybody: the list, the map, the promises of time, the three rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yishi.foundation.matters.models import Category
from yishi.foundation.people.access import public, roles
from yishi.foundation.people.models import Role, Unit
from yishi.foundation.people.requests import ActorRequest
from yishi.foundation.places.choices import Level
from yishi.foundation.ui.exports import csv_response
from yishi.foundation.ui.tables import TablePage
from yishi.parts.voices import commands, projections, queries, rules
from yishi.parts.voices.choices import VoiceState
from yishi.parts.voices.forms import LookForm
from yishi.parts.voices.limits import limits
from yishi.parts.voices.projections import RateLine, RateSheet
from yishi.parts.voices.tables import CONTACTS, VOICES, public_rows, views_of

MONTHS_OFFERED = 24
LAST_PLACE = "~"


@public
@require_safe
def voice_list(request: ActorRequest) -> HttpResponseBase:
    """All voices that are not private, with conditions; the words of those that are public."""
    page = VOICES.page(request, public_rows())
    conditions = conditions_of(request)
    context = {
        "page": page,
        "views": views_of(page, conditions),
        "conditions": conditions,
        "may_export_personal": rules.may_export_personal.allows(request.actor, None),
    }
    return render(request, "voices/list.html", context)


def conditions_of(request: ActorRequest) -> str:
    """The conditions of the list as the end of an address, without its page: for its map, its feed and its files."""
    parameters = request.GET.copy()
    for name in ("page", "sort"):
        parameters.pop(name, None)
    return f"?{parameters.urlencode()}" if parameters else ""


@dataclass(frozen=True)
class AreaLine:
    """A line of the table beside the map: an area, its counts, and the address of the list of its voices."""

    count: queries.AreaCount
    address: str
    is_below: bool


@public
@require_safe
def voice_map(request: ActorRequest) -> HttpResponseBase:
    """The same voices on the map, and as a table of areas that leads into the list."""
    page = VOICES.page(request, public_rows())
    counts = queries.counts_by_area(page.narrowed, (Level.TOWN, Level.COMMUNITY))
    conditions = conditions_of(request)
    context = {
        "page": page,
        "views": views_of(page, conditions, on_map=True),
        "lines": [
            AreaLine(count, _list_address(page, count.area.code), is_below=count.area.level == Level.COMMUNITY)
            for count in counts
        ],
        "conditions": conditions,
        "points": reverse("voices:points") + conditions,
        "area_address": _list_address(page, "CODE"),
        "area_level": Level.COMMUNITY,
    }
    return render(request, "voices/map.html", context)


def _list_address(page: TablePage, code: str) -> str:
    return reverse("voices:list") + page.address(area=code, page=None)


@public
@require_safe
def promises(request: ActorRequest) -> HttpResponse:
    """What is promised by when: in force today, agreed for later, and what held before."""
    return render(request, "voices/promises.html", {"history": queries.promises_on(timezone.localdate())})


@dataclass(frozen=True)
class NamedLine:
    """A line of rates with the name of its unit or category, and where in the tree it stands."""

    name: str
    place: str
    line: RateLine


@public
@require_safe
def rates(request: ActorRequest) -> HttpResponse:
    """The three rates of a month: as published today; for staff exactly, and as they stand now."""
    months = _months_offered()
    last_whole_month = months[min(1, len(months) - 1)]
    asked = request.GET if "month" in request.GET else None
    form = MonthForm(asked, months=months, initial={"month": last_whole_month})
    month = form.cleaned_data["month"] if form.is_valid() else last_whole_month
    is_exact = request.actor.is_staff
    sheet = (
        projections.exact_sheet(month, now=timezone.now())
        if is_exact
        else projections.published_sheet(month, today=timezone.localdate())
    )
    context = {
        "form": form,
        "month": month,
        "sheet": sheet,
        "is_exact": is_exact,
        "units": _named_units(sheet),
        "categories": _named_categories(sheet),
        "smallest": limits().smallest_cell,
        "has_hidden": any(None in (line.contacted, line.solved, line.satisfied) for line in _all_lines(sheet)),
    }
    return render(request, "voices/rates.html", context, status=422 if form.errors else 200)


class MonthForm(forms.Form):
    """Which month."""

    month = forms.TypedChoiceField(label=gettext_lazy("月份"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(month.isoformat(), date_format(month, _("Y年n月"))) for month in months]
        self.fields["month"].choices = words  # type: ignore[attr-defined]


def _months_offered() -> list[date]:
    """The months that have voices, the latest first. No years: a year less eleven months would tell the twelfth."""
    month = timezone.localdate().replace(day=1)
    first = projections.first_month() or month
    months = [month]
    while months[-1] > first and len(months) < MONTHS_OFFERED:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def _all_lines(sheet: RateSheet) -> list[RateLine]:
    return [*sheet.units, *sheet.categories, sheet.total]


def _named_units(sheet: RateSheet) -> list[NamedLine]:
    units = Unit.objects.in_bulk([line.key for line in sheet.units if line.key is not None])
    lines = [
        NamedLine(str(units[line.key]), units[line.key].path, line)
        if line.key in units
        else NamedLine(_("还没有分派"), LAST_PLACE, line)
        for line in sheet.units
    ]
    return sorted(lines, key=lambda named: named.place)


def _named_categories(sheet: RateSheet) -> list[NamedLine]:
    categories = Category.objects.in_bulk([line.key for line in sheet.categories if line.key is not None])
    lines = [
        NamedLine(str(categories[line.key]), f"{categories[line.key].order:05}", line)
        if line.key in categories
        else NamedLine(_("还没有分类"), LAST_PLACE, line)
        for line in sheet.categories
    ]
    return sorted(lines, key=lambda named: named.place)


@roles(Role.SUPERVISOR)
def export_contacts(request: ActorRequest) -> HttpResponseBase:
    """The contacts behind the voices of a list, as a file: for a stated reason, and every look is written down."""
    page = CONTACTS.page(request, queries.contacts_to_export(request.actor))
    most = limits().contacts_at_once
    matters = list(page.narrowed[: most + 1])
    form = LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and 0 < len(matters) <= most:
        found = commands.export_contacts(actor=request.actor, matters=matters, reason=form.cleaned_data["reason"])
        headings = [_("编号"), _("办理情况"), _("承办单位"), _("称呼"), _("电话"), _("电子邮箱")]
        rows = [
            [m.number, VoiceState(m.state).label, str(m.unit or ""), contact.name, contact.telephone, contact.email]
            for m, contact in found
        ]
        return csv_response("contacts", headings, rows)
    context = {"page": page, "form": form, "count": len(matters), "most": most, "conditions": conditions_of(request)}
    return render(request, "voices/export_contacts.html", context, status=422 if form.errors else 200)
