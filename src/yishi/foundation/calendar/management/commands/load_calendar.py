"""Load the official working days of a year: `yishi load_calendar FILE [--source NOTICE]`."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from yishi.foundation.calendar.choices import DayKind
from yishi.foundation.calendar.commands import load_year
from yishi.foundation.calendar.day_tables import UnfitTable, read_table
from yishi.foundation.calendar.queries import version_of


class Command(BaseCommand):
    help = "Load the official working days of a year from a CSV file with the columns date, kind (off, work), name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="the notice the table comes from; default: its column source")

    def handle(self, *, file: Path, source: str, **options: object) -> None:
        try:
            table = read_table(file.read_bytes(), source=source)
        except OSError as error:
            raise CommandError(_("无法读取文件：%(reason)s") % {"reason": error}) from error
        except UnfitTable as error:
            raise CommandError(_("日历没有载入，文件有误：\n%(faults)s") % {"faults": error}) from error
        before = version_of(table.year)
        year = load_year(actor="operator", table=table)
        message = (
            _("%(year)s 年的工作日历没有变化。")
            if year.version == before
            else _("已载入 %(year)s 年的工作日历：放假 %(off)s 天，调休上班 %(work)s 天，第 %(version)s 版。")
        )
        self.stdout.write(
            message
            % {
                "year": year.year,
                "off": len(table.dates(DayKind.OFF)),
                "work": len(table.dates(DayKind.WORK)),
                "version": year.version,
            }
        )
