"""Filing a voice over HTTP, against a bare one-row insert under the same middleware, session and fsync."""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.parse
import uuid

import psutil
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.figures import Figure
from tests.factories import make_district

PORT = 8917
ROUNDS = 150
GRID = "329901101201001"
TEXT = "幸福里3栋楼下的路灯坏了一个月，晚上老人不敢出门，昨天还有人摔了一跤。请尽快派人来修，谢谢！"


def measure() -> list[Figure]:
    make_district()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_bare (id integer PRIMARY KEY, words text)"
            if connection.vendor == "sqlite"
            else "CREATE TABLE bench_bare (id serial PRIMARY KEY, words text)"
        )
    return [_statements(), *_over_http()]


def _form() -> dict[str, str]:
    submission = str(uuid.uuid4())
    return {"text": TEXT, "subkind": "help", "on_behalf_of": "self", "submission": submission, "area": GRID}


def _statements() -> Figure:
    client = Client(SERVER_NAME="localhost")
    client.post("/voices/new/", _form())
    with CaptureQueriesContext(connection) as captured:
        response = Client(SERVER_NAME="localhost").post("/voices/new/", _form())
    if response.status_code != 302:
        raise RuntimeError(f"filing answered {response.status_code}")
    basis = "BEGIN, COMMIT and session included"
    return Figure("statements to file a voice", len(captured), "statements", "≤", 16, basis)


def _over_http() -> list[Figure]:
    connection.close()
    call_command("collectstatic", verbosity=0, interactive=False)
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(PORT),
        "--no-ws",
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--log-level",
        "warning",
        "yishi.config.wsgi:application",
    ]
    server = subprocess.Popen(command, env=os.environ)
    try:
        _wait()
        for _ in range(10):
            _post("/bench/bare/", {"text": TEXT, "key": "1"})
            _post("/voices/new/", _form())
        bare, filing = [], []
        cpu = {"bare": 0.0, "filing": 0.0}
        process = psutil.Process(server.pid)
        for _ in range(ROUNDS):
            before = _cpu(process)
            bare.append(_post("/bench/bare/", {"text": TEXT, "key": "1"}))
            between = _cpu(process)
            filing.append(_post("/voices/new/", _form()))
            cpu["bare"] += between - before
            cpu["filing"] += _cpu(process) - between
    finally:
        server.terminate()
        server.wait(20)
    basis = f"medians of {ROUNDS} each, taken in turn, one connection"
    ratio = statistics.median(filing) / statistics.median(bare)
    return [
        Figure("bare one-row insert", statistics.median(bare) * 1000, "ms", basis=basis),
        Figure("filing a voice", statistics.median(filing) * 1000, "ms", basis=basis),
        Figure("filing / bare insert", ratio, "times", "≤", 6, basis),
        Figure("CPU of bare insert", cpu["bare"] / ROUNDS * 1000, "ms"),
        Figure("CPU of filing", cpu["filing"] / ROUNDS * 1000, "ms"),
    ]


def _cpu(process: psutil.Process) -> float:
    everybody = [process, *process.children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in everybody)


_kept: dict[str, object] = {}


def _post(path: str, fields: dict[str, str]) -> float:
    if "http" not in _kept:
        _kept["http"] = http.client.HTTPConnection("localhost", PORT, timeout=30)
        _kept["http"].request("GET", "/voices/new/")  # type: ignore[attr-defined]
        page = _kept["http"].getresponse()  # type: ignore[attr-defined]
        _kept["token"] = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', page.read())[1].decode()  # type: ignore[index]
        _kept["cookie"] = page.headers["Set-Cookie"].split(";")[0]
    body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": _kept["token"]})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": _kept["cookie"]}
    started = time.perf_counter()
    _kept["http"].request("POST", path, body, headers)  # type: ignore[attr-defined]
    response = _kept["http"].getresponse()  # type: ignore[attr-defined]
    response.read()
    elapsed = time.perf_counter() - started
    if response.status != 302:
        raise RuntimeError(f"{path} answered {response.status}")
    return elapsed


def _wait() -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            connection_ = http.client.HTTPConnection("localhost", PORT, timeout=1)
            connection_.request("GET", "/voices/track/")
            connection_.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")
