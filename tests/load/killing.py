"""Kill server and worker again and again while people file voices; then see whether anything was lost or doubled.

    python -m tests.load.killing [--kills 50] [--clients 8] [--seed 1]

Works on the database of DATABASE_URL (default: SQLite in YISHI_DATA), which must be empty and migrated. Bounded in
time; only the processes it starts are killed. Prints what it found and exits with 1 when a promise was broken.
"""

import argparse
import contextlib
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

PATIENCE = 60.0
LONGEST_LIFE = 1.2
TEXT = "第{number}件：幸福里小区的路灯又不亮了，请派人来看一看。"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Filings:
    """What the clients were told: the number that each submission got."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, submission: str, number: str) -> None:
        with self.lock:
            if self.acknowledged.setdefault(submission, number) != number:
                self.contradictions.append(submission)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    filings = Filings()
    port = free_port()
    lot = random.Random(options.seed)
    over = threading.Event()
    with serving(port):
        token, cookie = form_of(port)
    clients = [
        threading.Thread(target=keep_filing, args=(port, token, cookie, filings, over)) for _ in range(options.clients)
    ]
    for client in clients:
        client.start()
    try:
        for _ in range(options.kills):
            with serving(port):
                time.sleep(lot.uniform(0.05, LONGEST_LIFE))
        with serving(port):
            over.set()
            for client in clients:
                client.join(PATIENCE)
    finally:
        over.set()
    return judge(filings, options.kills)


@contextlib.contextmanager
def serving(port: int) -> Iterator[None]:
    """Server and worker in a process group of their own, killed without warning at the end."""
    command = [sys.executable, "-m", "yishi.web.serving", "127.0.0.1", str(port), "4"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, start_new_session=True, **quiet)  # type: ignore[call-overload]
    try:
        wait_for(port)
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(port: int) -> None:
    """Until pages are answered: the port is open long before."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", "/voices/track/")
            if connection.getresponse().status == HTTPStatus.OK:
                return
        time.sleep(0.02)
    raise RuntimeError("the server did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def form_of(port: int) -> tuple[str, str]:
    """The token and the cookie that a form needs; they outlive a restart."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/voices/new/")
    page = connection.getresponse()
    found = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', page.read())
    if found is None:
        raise RuntimeError(f"no form on the page ({page.status})")
    return found[1].decode(), page.headers["Set-Cookie"].split(";")[0]


def keep_filing(port: int, token: str, cookie: str, filings: Filings, over: threading.Event) -> None:
    """File one voice after another, as somebody does who presses the button again when nothing comes back."""
    number = 0
    while not over.is_set():
        number += 1
        submission = str(uuid.uuid4())
        fields = {
            "text": TEXT.format(number=f"{number} {submission[:8]}"),
            "subkind": "help",
            "on_behalf_of": "self",
            "submission": submission,
            "csrfmiddlewaretoken": token,
        }
        body = urllib.parse.urlencode(fields)
        while not sent(port, body, cookie, submission, filings) and not over.is_set():
            time.sleep(0.02)


def sent(port: int, body: str, cookie: str, submission: str, filings: Filings) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("POST", "/voices/new/", body, HEADERS | {"Cookie": cookie})
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        return False
    if response.status != HTTPStatus.FOUND:
        return False
    filings.note(submission, response.headers["Location"].split("/")[2])
    return True


def judge(filings: Filings, kills: int) -> int:
    """Compare what was acknowledged with what is there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishi.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from yishi.foundation.ledger.models import Entry
    from yishi.foundation.ledger.verification import verify_ledger
    from yishi.foundation.matters.models import Matter

    call_command("work", until_idle=True)
    there = dict(Matter.objects.filter(source="form").values_list("external_id", "number"))
    lost = {key for key, number in filings.acknowledged.items() if there.get(key) != number}
    numbers = sorted(there.values())
    filed = sorted(Entry.objects.filter(kind="voices.filed").values_list("subject", flat=True))
    report = verify_ledger()
    print(
        f"{kills} kills, {len(filings.acknowledged)} voices acknowledged, {len(there)} stored, {len(lost)} lost, "
        f"{len(filings.contradictions)} answered twice differently, {len(filed)} entries of filing, "
        f"{len(report.findings)} findings in the ledger"
    )
    is_whole = not lost and not filings.contradictions and filed == numbers and not report.findings
    return 0 if is_whole and len(filings.acknowledged) > kills else 1


if __name__ == "__main__":
    raise SystemExit(main())
