"""Import areas and their boundaries from a GeoJSON file: `yishi import_areas FILE --dry-run` first, then without."""

import datetime
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.places.area_intake import ImportReport, read_drafts
from yishi.foundation.places.commands import import_areas
from yishi.foundation.places.wording import say_error, say_fault
from yishi_methods.spatial.coordinates import Datum
from yishi_methods.spatial.geojson import GeoJSONError


class Command(BaseCommand):
    help = "Import areas and their boundaries from a GeoJSON file; what is wrong is refused and named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--crs", choices=[datum.value for datum in Datum], default=Datum.WGS84.value)
        parser.add_argument("--code", default="code", help="the property that holds the 12- or 15-digit code")
        parser.add_argument("--name", default="name", help="the property that holds the name")
        parser.add_argument(
            "--from", dest="first_day", type=datetime.date.fromisoformat, help="first day; default today"
        )
        parser.add_argument("--source", default="", help="where the boundaries come from; default the file's name")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            drafts = read_drafts(file.read_bytes(), code_property=options["code"], name_property=options["name"])
        except OSError as error:
            raise CommandError(_("无法读取文件：%(reason)s") % {"reason": error}) from error
        except GeoJSONError as error:
            raise CommandError(say_error(error)) from error
        report = import_areas(
            actor=SYSTEM,
            features=drafts,
            crs=Datum(options["crs"]),
            source=options["source"] or file.name,
            in_force_from=options["first_day"] or timezone.localdate(),
            dry_run=options["dry_run"],
        )
        for line in told(report, is_rehearsal=options["dry_run"]):
            self.stdout.write(line)
        if report.refused:
            raise CommandError(_("有 %(count)s 个没有采用，原因见上。") % {"count": len(report.refused)})


def told(report: ImportReport, *, is_rehearsal: bool) -> Iterator[str]:
    """The report, line by line."""
    if is_rehearsal:
        yield _("以下是预演，没有写入：")
    yield _("新增 %(created)s 个，改名 %(renamed)s 个，更新边界 %(redrawn)s 个，没有变化 %(unchanged)s 个。") % {
        "created": len(report.created),
        "renamed": len(report.renamed),
        "redrawn": len(report.redrawn),
        "unchanged": len(report.unchanged),
    }
    for code, faults in report.repaired.items():
        yield _("%(code)s：%(faults)s。") % {"code": code, "faults": "；".join(say_fault(fault) for fault in faults)}
    if report.without_boundary:
        yield _("没有边界：%(codes)s。") % {"codes": "、".join(report.without_boundary)}
    for overlap in report.overlaps:
        yield _("%(first)s 与 %(second)s 重叠 %(area)s 平方米。") % {
            "first": overlap.first,
            "second": overlap.second,
            "area": overlap.square_metres,
        }
    for misfit in report.misfits:
        yield _("%(code)s 的下级区域没有覆盖 %(uncovered)s 平方米，超出边界 %(outside)s 平方米。") % {
            "code": misfit.code,
            "uncovered": misfit.uncovered,
            "outside": misfit.outside,
        }
    for refusal in report.refused:
        yield _("第 %(position)s 个（%(subject)s）没有采用：%(reason)s") % {
            "position": refusal.position,
            "subject": refusal.subject,
            "reason": refusal.reason,
        }
