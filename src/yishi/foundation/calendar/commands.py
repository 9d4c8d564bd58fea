"""Acts on the calendar."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yishi.events.calendar import YearLoaded
from yishi.foundation.calendar.choices import DayKind, YearStatus
from yishi.foundation.calendar.day_tables import DayRow, DayTable
from yishi.foundation.calendar.models import CalendarYear, SpecialDay
from yishi.foundation.ledger import revisions
from yishi.foundation.ledger.commands import append


def load_year(*, actor: str, table: DayTable) -> CalendarYear:
    """Make a table the official working days of its year; the same table a second time changes nothing.

    `actor` is the reference that the ledger shows. Whoever keeps deadlines hears of it by `calendar.year_loaded` and
    computes anew those that rested on a provisional year.
    """
    with transaction.atomic():
        before = CalendarYear.objects.select_for_update().filter(year=table.year).first()
        if before is not None and _is_same(before, table):
            return before
        year = CalendarYear(
            year=table.year,
            status=YearStatus.OFFICIAL,
            source=table.source,
            version=(before.version if before else 0) + 1,
            loaded_at=timezone.now(),
        )
        year.save(force_insert=before is None, force_update=before is not None)
        write_days(year, table)
        append(
            YearLoaded(
                year=year.year,
                version=year.version,
                source=year.source,
                off=tuple(day.isoformat() for day in table.dates(DayKind.OFF)),
                work=tuple(day.isoformat() for day in table.dates(DayKind.WORK)),
            ),
            actor=actor,
            subject=f"calendar-{year.year}",
        )
    return year


def write_days(year: CalendarYear, table: DayTable) -> None:
    """Put a table's days in the place of those its year had; of two notices on one day the later loaded holds."""
    SpecialDay.objects.filter(Q(year=year) | Q(date__in=[day.date for day in table.days])).delete()
    SpecialDay.objects.bulk_create(
        SpecialDay(date=day.date, year=year, kind=day.kind, name=day.name, name_en=day.name_en) for day in table.days
    )
    revisions.bump("calendar")


def _is_same(year: CalendarYear, table: DayTable) -> bool:
    days = tuple(DayRow(day.date, day.kind, day.name, day.name_en) for day in year.days.all())
    return year.is_official and year.source == table.source and days == table.days
