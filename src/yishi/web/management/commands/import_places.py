"""Import the names of estates, roads and buildings from a sheet: `yishi import_places FILE`, with --dry-run first."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.places.area_intake import NotTaken
from yishi.foundation.places.commands import NotPossible, import_place_names
from yishi_methods.sheets import UnreadableFile, read_sheet
from yishi_methods.spatial.coordinates import Datum


class Command(BaseCommand):
    help = "Import names of places from .xlsx or .csv with the columns 名称, 类型, 区域代码, 经度, 纬度, 楼栋."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--crs", choices=[datum.value for datum in Datum], default=Datum.WGS84.value)
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            rows = read_sheet(file.read_bytes(), file.name).rows
            report = import_place_names(actor=SYSTEM, rows=rows, crs=Datum(options["crs"]), dry_run=options["dry_run"])
        except (OSError, UnreadableFile) as error:
            raise CommandError(_("无法读取文件：%(reason)s") % {"reason": error}) from error
        except (NotTaken, NotPossible) as error:
            raise CommandError(str(error)) from error
        if options["dry_run"]:
            self.stdout.write(_("以下是预演，没有写入："))
        self.stdout.write(
            _("新增 %(created)s 个地名，更新 %(changed)s 个，没有变化 %(unchanged)s 个。")
            % {"created": report.created, "changed": report.changed, "unchanged": report.unchanged}
        )
        for refusal in report.refused:
            self.stdout.write(
                _("第 %(position)s 行（%(subject)s）没有采用：%(reason)s")
                % {"position": refusal.position, "subject": refusal.subject, "reason": refusal.reason}
            )
        if report.refused:
            raise CommandError(_("有 %(count)s 个没有采用，原因见上。") % {"count": len(report.refused)})
