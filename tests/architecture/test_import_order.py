"""Imports run one way, as DESIGN says: each part imports only those before it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from source_tree import imports, module_of, parsed, place, python_files

# fmt: off
ORDER = (
    "errors", "settings", "progress", "model", "readers", "mapping", "sources", "lake", "ledger", "resolve",
    "search", "graph", "access", "loads", "projection", "analytics", "queries", "leads", "cases", "render",
    "worlds", "component", "upkeep", "workspace", "cli", "app",
)
# fmt: on
# A reader is a format and nothing else, so that it can be tested and replaced alone.
ONLY = {"readers": {"errors", "readers"}, "errors": {"errors"}}


def part_of(module: str) -> str | None:
    """The part of interlink that a module belongs to; None for other people's code."""
    names = module.split(".")
    if names[0] == "app":
        return "app"
    if names[0] != "interlink":
        return None
    return names[1] if len(names) > 1 and names[1] in ORDER else "interlink"


def problems(tree: ast.Module, module: str, where: str, *, is_package: bool = False) -> Iterator[str]:
    own = part_of(module)
    for line, name in imports(tree, module, is_package=is_package):
        used = part_of(name)
        if used is None or used == own or own == "interlink":
            continue
        if used == "interlink":
            if own not in ("cli", "app"):
                yield f"{where}:{line}: imports interlink itself; name the module that holds what is needed"
        elif own in ONLY and used not in ONLY[own]:
            allowed = ", ".join(sorted(ONLY[own]))
            yield f"{where}:{line}: {own} imports {name}, but may import only {allowed}; pass it in"
        elif own is not None and ORDER.index(used) > ORDER.index(own):
            yield (
                f"{where}:{line}: {own} imports {name}, which comes after it;"
                f" move what {own} needs to {own} or before, or have {used} pass it in"
            )


def test_every_part_has_its_place_in_the_order() -> None:
    modules = [module_of(path).split(".") for path in python_files()]
    parts = {names[1] for names in modules if names[0] == "interlink" and len(names) > 1}
    unknown = sorted(parts - set(ORDER) - {"__main__"})
    assert unknown == [], f"{unknown}: say where in the order of imports it stands, here and in DESIGN.md"


def test_imports_run_one_way() -> None:
    found = [
        problem
        for path in python_files()
        for problem in problems(
            parsed(path), module_of(path), place(path), is_package=path.name == "__init__.py"
        )
    ]
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("module", "text", "said"),
    [
        (
            "interlink.model.schema",
            "from interlink.lake import Lake",
            "model imports interlink.lake.Lake, which comes after",
        ),
        (
            "interlink.lake.archive",
            "import interlink.access.view",
            "lake imports interlink.access.view, which comes",
        ),
        (
            "interlink.lake.archive",
            "from ..access import view",
            "lake imports interlink.access.view, which comes after",
        ),
        ("interlink.lake.archive", "def f():\n    from interlink.cli import main", "x.py:2: lake imports"),
        (
            "interlink.readers.csv",
            "from interlink.model import schema",
            "but may import only errors, readers",
        ),
        ("interlink.graph.build", "import interlink as il", "imports interlink itself"),
    ],
)
def test_an_import_the_other_way_is_found(module: str, text: str, said: str) -> None:
    found = list(problems(ast.parse(text), module, "x.py"))
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("interlink.lake.archive", "from interlink.model.schema import Schema\nimport polars"),
        ("interlink.lake.archive", "from . import tables\nfrom .tables import names"),
        ("interlink.readers.csv", "from interlink.errors import ReadError"),
        ("app.main", "import interlink as il\nfrom interlink.workspace import Workspace"),
    ],
)
def test_an_import_the_right_way_is_none(module: str, text: str) -> None:
    assert list(problems(ast.parse(text), module, "x.py")) == []
