"""`make bench`: run the benchmarks named, or all, each in a process and a data folder of its own."""

import importlib
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ("filing", "desk", "importing", "ledger", "areas", "search", "memory")


def main(names: list[str]) -> int:
    if os.environ.get("YISHI_BENCH_ONE"):
        return measure_one(names[0])
    print(machine())
    failures = 0
    for name in names or NAMES:
        print(f"\n{name}", flush=True)
        with tempfile.TemporaryDirectory(prefix="yishi-bench-") as folder:
            environment = {**os.environ, "YISHI_DATA": folder, "YISHI_BENCH_ONE": "1", "YISHI_STAFF_MFA": "optional"}
            environment.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
            command = [sys.executable, "-m", "tests.benchmarks", name]
            failures += subprocess.run(command, env=environment, check=False).returncode != 0
    return 1 if failures else 0


def measure_one(name: str) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    figures = importlib.import_module(f"tests.benchmarks.{name}").measure()
    for figure in figures:
        print(figure, flush=True)
    return 0 if all(figure.is_reached for figure in figures) else 1


def machine() -> str:
    """The machine in a line: processor, cores, memory, system, Python, database."""
    model = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if "model name" in line), "?")
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if "MemTotal" in line), "0")
    database = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    return (
        f"{model} × {os.cpu_count()}, {int(memory) // 2**20} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {database}, load {os.getloadavg()[0]:.1f}"
    )


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
