"""Progress of a run on a terminal."""

import sys

from yishi.foundation.imports.models import ImportRun

WIDTH = 40


def show_progress(run: ImportRun) -> None:
    """Draw the bar anew; on what is no terminal only the end is written."""
    done = run.rows_done / run.rows_total if run.rows_total else 1.0
    if not sys.stderr.isatty() and run.rows_done < run.rows_total:
        return
    filled = "█" * int(done * WIDTH)
    end = "\n" if run.rows_done >= run.rows_total else ""
    print(f"\r{filled:<{WIDTH}} {run.rows_done:,} / {run.rows_total:,}", end=end, file=sys.stderr, flush=True)
