"""Files inside an app: only the agreed ones in a part, and each imports only those before it."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.contracts.sources import SOURCE, apps, shown

ORDER = (
    "choices",
    "limits",
    "models",
    "rules",
    "queries",
    "commands",
    "importers",
    "projections",
    "reactions",
    "forms",
    "tables",
    "views",
    "overviews",
    "feeds",
    "api",
    "urls",
)
BESIDE = {
    "__init__",
    "apps",
    "data",
    "locale",
    "management",
    "migrations",
    "static",
    "templates",
    "templatetags",
    "tests",
}
PARTS = [app for app in apps() if app.parent.name == "parts"]


@pytest.mark.parametrize("part", PARTS, ids=lambda path: path.name)
def test_a_part_has_only_the_agreed_files(part):
    names = {path.stem for path in part.iterdir() if not path.name.startswith((".", "__pycache__"))}
    assert names - set(ORDER) - BESIDE == set()


@pytest.mark.parametrize("app", apps(), ids=shown)
def test_a_file_imports_only_those_before_it(app):
    wrong = []
    for place, name in enumerate(ORDER):
        for later in ORDER[place + 1 :]:
            if later in reached(app, name):
                wrong.append(f"{name} imports {later}")
    assert wrong == [], "\n".join(wrong)


def reached(app: Path, name: str) -> set[str]:
    """The modules of the app that a module imports, by way of others too."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        for module in imported(app, ahead.pop()) - found:
            found.add(module)
            ahead.append(module)
    return found


@cache
def imported(app: Path, name: str) -> frozenset[str]:
    """The modules of the app that a module (or a folder of them) names in its imports, wherever they stand."""
    files = [app / f"{name}.py"] if (app / f"{name}.py").exists() else sorted((app / name).glob("*.py"))
    package = ".".join(app.relative_to(SOURCE).parts)
    found = set()
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))):
        if isinstance(node, ast.ImportFrom) and node.module == package:
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{package}."):
            found.add(str(node.module).removeprefix(f"{package}.").split(".")[0])
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix(f"{package}.").split(".")[0] for a in node.names if package in a.name}
    return frozenset(found - {name})
