"""Acts look alike: `verb_noun(*, actor, …)`, keyword-only, the actor first."""

import ast

import pytest

from tests.contracts.sources import PROJECT, apps, shown

FILES = [
    path
    for app in apps()
    if app.parent.name == "parts" or app == PROJECT / "foundation" / "matters"
    for path in [*app.glob("commands.py"), *app.glob("commands/*.py")]
]


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_the_actor_comes_first_and_by_name(path):
    wrong = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            by_place = [argument.arg for argument in node.args.posonlyargs + node.args.args]
            by_name = [argument.arg for argument in node.args.kwonlyargs]
            if "actor" in by_place + by_name and (by_place or by_name[0] != "actor"):
                wrong.append(node.name)
    assert wrong == [], "\n".join(wrong)
