"""One worker at a time, by a locked file: the system frees the lock when its holder ends, however it ends.

Two workers on different machines do no harm either: cursors and due times are locked row by row while they are served.
"""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_LOOK_AGAIN_SECONDS = 0.5


@contextmanager
def alone(lock_file: Path, stop: threading.Event, tell_waiting: Callable[[], None]) -> Iterator[bool]:
    """Hold the lock for a stretch of work, waiting for it until `stop` is set. Gives whether it was got."""
    with lock_file.open("a") as file:
        has_told = False
        while not (got := _try_lock(file.fileno())) and not stop.is_set():
            if not has_told:
                tell_waiting()
                has_told = True
            stop.wait(_LOOK_AGAIN_SECONDS)
        yield got


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
