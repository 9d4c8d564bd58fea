"""The public page of working days: what every deadline is counted with."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yishi.foundation.calendar import queries
from yishi.foundation.people.access import public
from yishi.web.calendar.sheets import year_sheet


@public
@require_safe
def this_year(request: HttpRequest) -> HttpResponse:
    """The present year, or the one nearest to it that is on record."""
    today = timezone.localdate()
    return _year_page(request, min(queries.years_on_record(), key=lambda known: abs(known - today.year)))


@public
@require_safe
def one_year(request: HttpRequest, year: int) -> HttpResponse:
    """One year: its source, its holidays and its twelve months."""
    return _year_page(request, year)


def _year_page(request: HttpRequest, year: int) -> HttpResponse:
    row = queries.year_on_record(year)
    if row is None:
        raise Http404(_("没有 %(year)s 年的工作日历。") % {"year": year})
    known = queries.years_on_record()
    return render(
        request,
        "web/calendar/year.html",
        {
            "row": row,
            "sheet": year_sheet(year, row.days.all(), queries.working_days()),
            "before": year - 1 if year - 1 in known else None,
            "after": year + 1 if year + 1 in known else None,
        },
    )
