"""A baseline is what others would write without us: it imports nothing of ours."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_tree import APP, ROOT, imports, parsed, place

BENCHMARKS = ROOT / "benchmarks"
BASELINES = tuple(sorted((BENCHMARKS / "baselines").rglob("*.py")))


def ours() -> frozenset[str]:
    """The names under which code of this repository can be imported, baselines themselves left out."""
    scripts = {path.stem for path in BENCHMARKS.glob("*.py")}
    parts = {path.stem if path.is_file() else path.name for path in APP.iterdir()}
    tests = {path.stem for path in (ROOT / "tests").rglob("*.py")}
    return frozenset({"interlink", "app", "benchmarks", "tests", *scripts, *parts, *tests})


def problems(tree: ast.Module, where: str) -> Iterator[str]:
    for line, name in imports(tree, Path(where).stem):
        if name.partition(".")[0] in ours():
            yield f"{where}:{line}: imports {name}, which is ours; a baseline does without"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and "import_module" in ast.dump(node):
            yield f"{where}:{node.lineno}: imports by name at run time; name what it imports"


def test_baselines_import_nothing_of_ours() -> None:
    assert BASELINES
    found = [problem for path in BASELINES for problem in problems(parsed(path), place(path))]
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "import interlink as il",
        "from interlink.render import layout",
        "def f():\n    import measures",
        "from widgets import drawn",
        "from importlib import import_module\nimport_module('interlink')",
    ],
)
def test_a_baseline_that_leans_on_us_is_found(text: str) -> None:
    assert list(problems(ast.parse(text), "benchmarks/baselines/x.py"))


def test_a_baseline_may_use_what_others_made() -> None:
    assert not list(problems(ast.parse("import neo4j\nfrom http.server import HTTPServer"), "x.py"))
