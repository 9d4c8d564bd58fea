"""The tables that come with the platform: years announced so far, and the next one as far as the statute tells."""

from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from yishi.foundation.calendar.choices import YearStatus
from yishi.foundation.calendar.commands import load_year, write_days
from yishi.foundation.calendar.day_tables import DayTable, read_table
from yishi.foundation.calendar.models import CalendarYear
from yishi.foundation.ledger.models import Entry, Revision

DATA = Path(__file__).parent / "data"
SYSTEM = "system"


def load_reference_data(**_signal: object) -> None:
    """Add the years that are missing, and make a provisional year official once its table is packaged.

    Runs after each migration; what a district has loaded itself is left alone.
    """
    if not _tables_are_there():
        return
    known = dict(CalendarYear.objects.values_list("year", "status"))
    with transaction.atomic():
        for table in packaged_tables("workdays"):
            if known.get(table.year) == YearStatus.PROVISIONAL:
                load_year(actor=SYSTEM, table=table)
            elif table.year not in known:
                _add_year(table, YearStatus.OFFICIAL, version=1)
        for table in packaged_tables("provisional"):
            if not CalendarYear.objects.filter(year=table.year).exists():
                _add_year(table, YearStatus.PROVISIONAL, version=0)


def packaged_tables(kind: str) -> list[DayTable]:
    """The packaged tables by year: "workdays" for years announced, "provisional" for others."""
    return [read_table(path.read_bytes()) for path in sorted(DATA.glob(f"{kind}_*.csv"))]


def _add_year(table: DayTable, status: str, *, version: int) -> None:
    year = CalendarYear.objects.create(
        year=table.year, status=status, source=table.source, version=version, loaded_at=timezone.now()
    )
    write_days(year, table)


def _tables_are_there() -> bool:
    """A migration to a certain point may leave out this app's tables or the ledger's."""
    tables = {model._meta.db_table for model in (CalendarYear, Entry, Revision)}
    return tables <= set(connection.introspection.table_names())
