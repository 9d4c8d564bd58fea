"""Make the search index anew: `yishi reindex`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from yishi.foundation.search.commands import rebuild_index


class Command(BaseCommand):
    help = "Make the search index anew from all matters. Search and filing go on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild_index(self._report)
        self.stdout.write(_("检索索引已重建，共 %(count)s 件。") % {"count": count})

    def _report(self, done: int, total: int) -> None:
        self.stderr.write(_("已完成 %(done)s / %(total)s 件") % {"done": done, "total": total})
