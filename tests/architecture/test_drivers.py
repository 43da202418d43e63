"""A driver is imported in its own files only, so that one store can be changed without the others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch

import pytest
from source_tree import imports, module_of, parsed, place, python_files

SRC = "src/interlink"
DRIVERS = {
    "deltalake": (f"{SRC}/lake/*.py",),
    "sqlalchemy": (f"{SRC}/ledger/*.py", f"{SRC}/access/audit*.py"),
    "neo4j": (f"{SRC}/graph/bolt*.py", f"{SRC}/graph/neo4j.py"),
    "arcadedb_embedded": (f"{SRC}/graph/local_server.py",),
    "streamlit": ("app/*.py", f"{SRC}/component/*.py"),
    "pyvis": (f"{SRC}/render/*.py", f"{SRC}/component/*.py"),
    "lxml": (f"{SRC}/readers/*.py",),
    "sqlite3": (),
    "cryptography": (f"{SRC}/access/audit*.py",),
    "pydifact": (f"{SRC}/readers/*.py",),
    "python_calamine": (f"{SRC}/readers/*.py",),
    "cronsim": (f"{SRC}/model/schedule.py",),
    "requests": (f"{SRC}/loads/https*.py",),
    "urllib3": (f"{SRC}/loads/https*.py",),
    "dagster": (f"{SRC}/workspace/on_dagster.py",),
    "typer": (f"{SRC}/cli/*.py",),
    "rich": (f"{SRC}/cli/*.py",),
}


def problems(tree: ast.Module, module: str, where: str) -> Iterator[str]:
    for line, name in imports(tree, module):
        driver = name.partition(".")[0]
        if driver in DRIVERS and not any(fnmatch(where, pattern) for pattern in DRIVERS[driver]):
            allowed = ", ".join(DRIVERS[driver]) or "no file"
            yield f"{where}:{line}: imports {driver}, which belongs in {allowed}; call what stands there"


def test_drivers_are_imported_in_their_own_files_only() -> None:
    found = [p for path in python_files() for p in problems(parsed(path), module_of(path), place(path))]
    assert found == [], "\n" + "\n".join(found)


def test_one_file_of_the_lake_knows_its_driver() -> None:
    users = [
        place(path)
        for path in python_files()
        for _, name in imports(parsed(path), module_of(path))
        if name.partition(".")[0] == "deltalake"
    ]
    assert len(set(users)) == 1, f"deltalake is imported in {sorted(set(users))}, expected one file of lake/"


@pytest.mark.parametrize(
    "text",
    ["import streamlit as st", "from deltalake import DeltaTable", "def f():\n    import neo4j.exceptions"],
)
def test_a_driver_elsewhere_is_found(text: str) -> None:
    (found,) = problems(ast.parse(text), "interlink.analytics.paths", f"{SRC}/analytics/paths.py")
    assert "which belongs in" in found
