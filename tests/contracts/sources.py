"""The project's own files, as the contracts look at them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PROJECT = SOURCE / "yishi"


def tracked_files() -> list[Path]:
    """The files under version control, those in the making included."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def python_files() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".py"]


def templates() -> list[Path]:
    return [path for path in tracked_files() if "templates" in path.parts and path.suffix in {".html", ".txt", ".xml"}]


def apps() -> list[Path]:
    """The folders of the foundation's apps and of the parts."""
    return sorted(path.parent for floor in ("foundation", "parts") for path in (PROJECT / floor).glob("*/apps.py"))


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
