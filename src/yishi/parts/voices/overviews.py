"""Pages over many voices, open to everybody: the list, the map, the promises of time, the three rates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from yishi.foundation.matters.models import Category
from yishi.foundation.people.access import public, roles
from yishi.foundation.people.models import Role, Unit
from yishi.foundation.people.rules import NotPossible
from yishi.foundation.places.choices import Level
from yishi.foundation.ui.components import Tab
from yishi.foundation.ui.exports import csv_response
from yishi.parts.voices import commands, projections, queries, rules
from yishi.parts.voices.choices import VoiceState
from yishi.parts.voices.forms import LookForm
from yishi.parts.voices.limits import limits
from yishi.parts.voices.projections import Rate, RateLine, RateSheet
from yishi.parts.voices.tables import VOICES, orders_of, public_rows

MONTHS_OFFERED = 24


@public
@require_safe
def voice_list(request: HttpRequest) -> HttpResponseBase:
    """All voices that are not private, with conditions; the words of those that are public."""
    page = VOICES.page(request, public_rows())
    context = {
        "page": page,
        "orders": orders_of(page),
        "conditions": conditions_of(request),
        "may_export_personal": rules.may_export_personal.allows(request.actor, None),
    }
    return render(request, "voices/list.html", context)


def conditions_of(request: HttpRequest) -> str:
    """The conditions of the list as the end of an address, without its page: for its map, its feed and its files."""
    parameters = request.GET.copy()
    for name in ("page", "sort"):
        parameters.pop(name, None)
    return f"?{parameters.urlencode()}" if parameters else ""


@public
@require_safe
def voice_map(request: HttpRequest) -> HttpResponse:
    """The same voices on the map, and as a table of areas with links into the list."""
    page = VOICES.page(request, public_rows())
    towns = queries.counts_by_area(page.narrowed, level=Level.TOWN)
    communities = queries.counts_by_area(page.narrowed, level=Level.COMMUNITY)
    context = {
        "page": page,
        "towns": [
            (town, [one for one in communities if one.area.stem.startswith(town.area.stem)], address_in(page, town))
            for town in towns
        ],
        "conditions": conditions_of(request),
        "points": reverse("voices:points") + conditions_of(request),
    }
    return render(request, "voices/map.html", context)
