"""yishi work: reminders, escalations, notices, figures, imports."""

import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from yishi.foundation.ledger.single import alone
from yishi.foundation.ledger.worker import Worker


class Command(BaseCommand):
    help = "Hands new ledger entries to those who want them and does what is due, until it is told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        how_long = parser.add_mutually_exclusive_group()
        how_long.add_argument("--once", action="store_true", help="one round, then end")
        how_long.add_argument("--until-idle", action="store_true", help="until nothing is left to do now, then end")

    def handle(self, *, once: bool, until_idle: bool, **options: Any) -> None:
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda received, frame: worker.stop.set())
        with alone(Path(settings.DATA) / "worker.lock", worker.stop, self._tell_waiting) as is_alone:
            if not is_alone:
                return
            self.stdout.write("The worker is at work.")
            if once:
                worker.work_once()
            elif until_idle:
                worker.run_until_idle()
            else:
                worker.run()

    def _tell_waiting(self) -> None:
        self.stdout.write("Another worker is at work in this data folder; waiting until it ends.")
