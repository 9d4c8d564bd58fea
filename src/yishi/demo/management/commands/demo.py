"""`yishi demo`: load the invented district."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yishi.demo.accounts import demonstration_accounts
from yishi.demo.staging import VOICES, is_empty, stage


class Command(BaseCommand):
    help = "Load the demonstration district into an empty database: invented places, people and a year of voices."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is something already")
        parser.add_argument("--voices", type=int, default=VOICES)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, if_empty: bool, voices: int, seed: int, **options: Any) -> None:
        if not is_empty():
            if if_empty:
                return
            raise CommandError("The database is not empty. Choose another data folder (YISHI_DATA) or database.")
        stage(voices=voices, seed=seed, progress=self._show)
        self.stdout.write(f"\rThe demonstration district is loaded: {voices} invented voices.")
        for account in demonstration_accounts():
            self.stdout.write(f"  {account}")

    def _show(self, done: int, total: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\rInvented voices: {done} / {total} ", ending="")
            self.stdout.flush()
