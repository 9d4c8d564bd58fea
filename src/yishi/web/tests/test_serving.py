"""Server and worker together: both run, both stop, nothing is started again."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command

from yishi.web import serving

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def run(source):
    return subprocess.Popen([sys.executable, "-c", f"import sys\nfrom yishi.web.serving import run_together\n{source}"])


def test_when_one_ends_the_other_is_stopped():
    failing = [sys.executable, "-c", "raise SystemExit(3)"]
    watcher = run(f"sys.exit(run_together([{SLEEPER!r}, {failing!r}]))")
    assert watcher.wait(timeout=30) == 3


def test_an_end_without_error_is_still_no_success():
    watcher = run(f"sys.exit(run_together([{[sys.executable, '-c', 'pass']!r}, {SLEEPER!r}]))")
    assert watcher.wait(timeout=30) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_both(tmp_path, number):
    mark = tmp_path / "pids"
    child = [
        sys.executable,
        "-c",
        f"import os, time; open({str(mark)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(60)",
    ]
    watcher = run(f"sys.exit(run_together([{child!r}, {child!r}]))")
    until = time.monotonic() + 30
    while (not mark.exists() or len(mark.read_text().split()) < 2) and time.monotonic() < until:
        time.sleep(0.05)
    watcher.send_signal(number)
    assert watcher.wait(timeout=30) == 0
    for pid in map(int, mark.read_text().split()):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_child_that_does_not_listen_is_killed(monkeypatch):
    monkeypatch.setattr(serving, "SECONDS_TO_STOP", 0.2)
    deaf = subprocess.Popen(
        [sys.executable, "-uc", "import signal, time; signal.signal(15, signal.SIG_IGN); print('up'); time.sleep(60)"],
        stdout=subprocess.PIPE,
    )
    assert deaf.stdout is not None
    deaf.stdout.readline()
    serving.stop([deaf])
    deaf.stdout.close()
    assert deaf.returncode == -signal.SIGKILL


@pytest.mark.django_db
def test_a_port_in_use_is_refused_with_a_clear_word():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CommandError, match="choose another --port"):
        call_command("serve", "--port", str(taken.getsockname()[1]))
