"""Let an area end, as when grids are merged: `yishi close_area CODE --last-day 2026-12-31`."""

import datetime
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.places.commands import NotPossible, close_area
from yishi.foundation.places.queries import area_with_code


class Command(BaseCommand):
    help = "Let an area and its boundary end with a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--last-day", type=datetime.date.fromisoformat, required=True)

    def handle(self, *, code: str, last_day: datetime.date, **options: object) -> None:
        area = area_with_code(code)
        if area is None:
            raise CommandError(_("没有代码为 %(code)s 的区域。") % {"code": code})
        try:
            close_area(actor=SYSTEM, area=area, last_day=last_day)
        except NotPossible as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("“%(area)s”自 %(day)s 的次日起撤销。") % {"area": area, "day": last_day.isoformat()})
