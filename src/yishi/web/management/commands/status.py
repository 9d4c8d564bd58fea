"""Say how the installation stands: matters, ledger, worker, database, version."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yishi.web.queries import installation_status


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        status = asdict(installation_status())
        if options["json"]:
            self.stdout.write(json.dumps(status, ensure_ascii=False))
            return
        behind = status.pop("lag")
        for name, value in status.items():
            self.stdout.write(f"{name:<16}{value}")
        for name, entries in behind.items():
            self.stdout.write(f"{'behind':<16}{entries} {name}")
