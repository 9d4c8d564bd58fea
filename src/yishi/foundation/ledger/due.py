"""What can be done at a due time: named handlers for the worker, kept in an app's `reactions.py`.

    @due_task("matters.remind")
    def remind(data: dict[str, Any], at: datetime) -> None: ...

`commands.schedule` puts one into the table. The handler runs in one transaction with the removal of its row, at
least once; it looks whether the matter still stands as it did, and may schedule the same key anew.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

TaskHandler = Callable[[dict[str, Any], datetime], None]

DUE_TASKS: dict[str, TaskHandler] = {}


def due_task(name: str) -> Callable[[TaskHandler], TaskHandler]:
    """Register a handler of due times under its name."""

    def register(handler: TaskHandler) -> TaskHandler:
        if name in DUE_TASKS:
            raise ValueError(f"there is a due task {name!r} already")
        DUE_TASKS[name] = handler
        return handler

    return register
