"""The worker brings files in, some chunks at a time, so that nothing else waits for long."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from yishi.foundation.imports.commands import TASK, finish_run
from yishi.foundation.imports.models import ImportRun, RunState
from yishi.foundation.ledger.commands import schedule
from yishi.foundation.ledger.due import due_task
from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.people.queries import actor_of

CHUNKS_A_TURN = 1


@due_task(TASK)
def go_on(data: dict[str, Any], at: datetime) -> None:
    """Do the next chunks of a run and come back for the rest."""
    run = ImportRun.objects.select_related("started_by").get(pk=data["run"])
    if run.state == RunState.DONE:
        return
    actor = actor_of(run.started_by) if run.started_by else SYSTEM
    finish_run(run, actor=actor, chunks=CHUNKS_A_TURN)
    if run.state != RunState.DONE:
        schedule(f"import:{run.pk}", task=TASK, at=timezone.now(), data=data)
