"""`yishi import_voices FILE`: bring in voices from Excel or CSV."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yishi.foundation.imports.commands import CannotImport, finish_run, start_run
from yishi.foundation.imports.models import ImportRun
from yishi.foundation.imports.progress import show_progress
from yishi.foundation.people.actors import SYSTEM


class Command(BaseCommand):
    help = "Bring in voices from an Excel or CSV file. Run again, it updates by external id; interrupted, it goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check every row and write none")
        parser.add_argument(
            "--source", default="", help="where the rows come from; ids of different sources stay apart"
        )
        parser.add_argument("--refused", type=Path, help="write the refused rows with their reasons to this CSV file")
        parser.add_argument(
            "--column", action="append", default=[], metavar="FIELD=TITLE", help="name a column instead of guessing"
        )

    def handle(self, *args: Any, file: Path, dry_run: bool, source: str, column: list[str], **options: Any) -> None:
        try:
            run = start_run(
                actor=SYSTEM,
                importer_name="voices",
                content=file.read_bytes(),
                file_name=file.name,
                source=source,
                mapping=dict(pair.split("=", 1) for pair in column) or None,
                is_trial=dry_run,
            )
        except (CannotImport, OSError) as fault:
            raise CommandError(str(fault)) from fault
        run = finish_run(run, actor=SYSTEM, progress=show_progress)
        self._report(run, options["refused"])

    def _report(self, run: ImportRun, refused: Path | None) -> None:
        verb = "would create" if run.is_trial else "created"
        self.stdout.write(
            f"{run.rows_total} rows: {verb} {run.created}, updated {run.updated}, unchanged {run.unchanged}, "
            f"refused {run.refused}"
        )
        if refused is not None:
            with refused.open("w", encoding="utf-8-sig", newline="") as file:
                run_rows = run.refused_rows.all()
                writer = csv.writer(file)
                writer.writerow(["row", "reasons", "cells"])
                writer.writerows([row.number, " ".join(row.reasons), row.cells] for row in run_rows)
        elif run.refused:
            for row in run.refused_rows.all()[:10]:
                self.stderr.write(f"row {row.number}: {' '.join(row.reasons)}")
            sys.stderr.flush()
