"""Nothing acknowledged is ever lost, nothing doubled, and the ledger stays whole, however often the power goes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
KILLS = 50


@pytest.fixture
def empty_installation(tmp_path: Path, transactional_db: None) -> Iterator[dict[str, str]]:
    """A data folder and a migrated database of its own, on the database under test."""
    environment = {**os.environ, "YISHI_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "yishi.config.settings"}
    name = f"killing_{os.getpid()}"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        base, _slash, query = os.environ["DATABASE_URL"].partition("?")
        environment["DATABASE_URL"] = base.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")
    else:
        environment.pop("DATABASE_URL", None)
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        subprocess.run([sys.executable, "-m", "yishi", *command], env=environment, cwd=ROOT, check=True)
    yield environment
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.load
def test_killed_fifty_times_while_eight_people_file(empty_installation: dict[str, str]) -> None:
    command = [sys.executable, "-m", "tests.load.killing", "--kills", str(KILLS), "--clients", "8"]
    run = subprocess.run(
        command, env=empty_installation, cwd=ROOT, check=False, capture_output=True, text=True, timeout=1500
    )
    assert run.returncode == 0, run.stdout + run.stderr
