"""`yishi demo`: load the invented district."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from yishi.demo.accounts import demonstration_accounts
from yishi.demo.staging import VOICES, catch_up, is_empty, stage

BAR = 40


class Command(BaseCommand):
    help = "Load the demonstration district into an empty database: invented places, people and a year of voices."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is something already")
        parser.add_argument("--voices", type=int, default=VOICES, help=f"how many (default: {VOICES})")
        parser.add_argument("--seed", type=int, default=1, help="another seed makes another district and year")
        parser.add_argument("--until", type=_evening_of, metavar="DATE", help="the last day, such as 2026-11-20 (now)")

    def handle(
        self, *args: Any, if_empty: bool, voices: int, seed: int, until: datetime | None, **options: Any
    ) -> None:
        if not is_empty():
            if if_empty:
                return
            raise CommandError("The database is not empty. Choose another data folder (YISHI_DATA) or database.")
        if voices < 1:
            raise CommandError(f"--voices must be at least 1, not {voices}.")
        if until is not None and until > timezone.now():
            raise CommandError(f"--until must not lie in the future: {until:%Y-%m-%d}.")
        stage(voices=voices, seed=seed, until=until, progress=self._show)
        catch_up()
        self.stdout.write(f"The demonstration district is loaded: {voices} voices, all of it invented.")
        for account in demonstration_accounts():
            self.stdout.write(f"  {account}")

    def _show(self, done: int, total: int) -> None:
        """Draw the bar anew; on what is no terminal nothing is drawn."""
        if sys.stderr.isatty():
            filled = "█" * (done * BAR // total)
            end = "\n" if done == total else ""
            print(f"\r{filled:<{BAR}} {done:,} / {total:,}", end=end, file=sys.stderr, flush=True)


def _evening_of(text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no date such as 2026-11-20") from error
    return datetime.combine(day, time(18, 0), timezone.get_default_timezone())
