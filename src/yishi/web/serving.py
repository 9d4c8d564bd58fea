"""Runs server and worker together: python -m yishi.web.serving HOST PORT THREADS

A small process of its own, without Django, so that watching over the two costs next to no memory. It starts nothing
again: when one of them ends, the other is stopped and the exit code says so.
"""

import signal
import subprocess
import sys
import time
from types import FrameType

APPLICATION = "yishi.config.wsgi:application"
SECONDS_TO_STOP = 15
SECONDS_BETWEEN_LOOKS = 0.2


def server_command(host: str, port: str, threads: str) -> list[str]:
    """One process that answers with several threads; idle threads keep their database connections."""
    options = ["--interface", "wsgi", "--host", host, "--port", port, "--no-ws", "--log-level", "warning"]
    size = ["--workers", "1", "--blocking-threads", threads, "--blocking-threads-idle-timeout", "600"]
    return [sys.executable, "-m", "granian", *options, *size, APPLICATION]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "yishi", "work"]


class Stop(Exception):
    """Somebody asked us to end."""


def run_together(commands: list[list[str]]) -> int:
    """Run all until one ends or a signal comes, then stop all; returns 0 only when asked to end."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.extend(subprocess.Popen(command) for command in commands)
        while all(child.poll() is None for child in children):
            time.sleep(SECONDS_BETWEEN_LOOKS)
        ended = next(child for child in children if child.poll() is not None)
        print(f"Ended by itself with code {ended.returncode}: {' '.join(map(str, ended.args))}", file=sys.stderr)  # type: ignore[arg-type]
        return ended.returncode or 1
    except Stop:
        return 0
    finally:
        stop(children)


def _stop(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise Stop


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, and end those that do not in time."""
    for child in children:
        child.terminate()
    until = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        try:
            child.wait(timeout=max(0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    raise SystemExit(run_together([server_command(*sys.argv[1:4]), worker_command()]))
