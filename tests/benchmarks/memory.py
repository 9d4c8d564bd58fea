"""Memory of server and worker together, fresh."""

import os
import subprocess
import sys
import time
import urllib.request

import psutil
from django.core.management import call_command

from tests.benchmarks.figures import Figure
from tests.factories import make_district

PORT = 8918
PATHS = ("/", "/voices/new/", "/voices/", "/voices/track/")


def measure() -> list[Figure]:
    make_district()
    call_command("collectstatic", verbosity=0, interactive=False)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "yishi.config.settings"}
    command = [sys.executable, "-m", "yishi", "serve", "--port", str(PORT)]
    serving = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        time.sleep(6)
        for path in PATHS:
            urllib.request.urlopen(f"http://localhost:{PORT}{path}", timeout=20).read()
        time.sleep(2)
        process = psutil.Process(serving.pid)
        everybody = [process, *process.children(recursive=True)]
        total = sum(one.memory_full_info().pss for one in everybody)
    finally:
        serving.terminate()
        serving.wait(30)
    basis = f"proportional set size of {len(everybody)} processes after {len(PATHS)} pages"
    return [Figure("server and worker", total / 2**20, "MiB", "≤", 250, basis)]
