"""Names that say nothing do not get in."""

import ast
import re

from tests.contracts.sources import python_files, shown, tracked_files

FILES = re.compile(r"utils?|helpers?|managers?|misc|common|tools?|stuff|lib|functions|constants")
FUNCTIONS = re.compile(r"(do|process|handle_all|perform)_\w+")
CLASSES = re.compile(r"\w+(Helper|Utils?|Processor)")


def test_no_file_or_folder_has_an_empty_name():
    parts = [(path, part) for path in tracked_files() for part in (path.stem, path.parent.name)]
    assert sorted({shown(path) for path, part in parts if FILES.fullmatch(part.lower())}) == []


def test_no_function_or_class_has_an_empty_name():
    found = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                pattern = FUNCTIONS if isinstance(node, ast.FunctionDef) else CLASSES
                if pattern.fullmatch(node.name):
                    found.append(f"{shown(path)}:{node.lineno}: {node.name}")
    assert found == [], "\n".join(found)


def test_modules_are_named_in_lower_case():
    assert [shown(path) for path in python_files() if not re.fullmatch(r"[a-z0-9_]+", path.stem)] == []
