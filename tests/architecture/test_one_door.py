"""One door: lake, graph, name index and archive are read for people through a view alone.

Loads may read what they compare a delivery with, and the graph what it is built from. Screens,
commands, analytics, queries and exports get what they show from a look, which is logged and held to
what its principal may see.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

import pytest
from source_tree import parsed, place, python_files

SRC = "src/interlink"
DOOR = (f"{SRC}/access/look.py", f"{SRC}/access/view.py")
LOADS = (f"{SRC}/loads/*.py",)
# Building an audience's graph: what it reads is held to that audience, and shown to no one on the way.
BUILDING = (f"{SRC}/graph/build.py", f"{SRC}/graph/desired.py")
# How a look reads a graph that changes meanwhile; only a look may ask for it.
WHOLE = (f"{SRC}/graph/whole.py",)


def last_name(node: ast.expr) -> str:
    """`self._lake` gives `lake`; `Lake(url)` gives `lake`."""
    if isinstance(node, ast.Call):
        node = node.func
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name.strip("_").lower()


def called(node: ast.AST) -> str:
    return last_name(node) if isinstance(node, ast.Call) else ""


def is_lake_scan(node: ast.AST) -> bool:
    """`lake.scan`, called or passed on; or any `x.scan(schema, loads)`, which only a lake has."""
    if isinstance(node, ast.Attribute) and node.attr == "scan" and last_name(node.value).endswith("lake"):
        return True
    given = [*node.args, *node.keywords] if isinstance(node, ast.Call) else []
    return called(node) == "scan" and isinstance(node.func, ast.Attribute) and len(given) > 1


def is_delta_read(node: ast.AST) -> bool:
    names = ("scan_delta", "read_delta", "DeltaTable", "scan_parquet", "read_parquet")
    return (isinstance(node, ast.Attribute) and node.attr in names) or (
        isinstance(node, ast.Name) and node.id in names
    )


def is_store_read(node: ast.AST) -> bool:
    """`store.read` or `read_whole`, called or passed on."""
    if isinstance(node, ast.Name) and node.id == "read_whole":
        return True
    return isinstance(node, ast.Attribute) and node.attr == "read" and last_name(node.value).endswith("store")


def is_archive_read(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute) and node.attr == "path" and last_name(node.value).endswith("archive")
    )


def is_name_index(node: ast.AST) -> bool:
    return called(node) in ("name_table", "nameindex", "find_names")


def is_look_made(node: ast.AST) -> bool:
    """A look made by hand, or bent to other markings."""
    bent = called(node) == "replace" and any(word.arg == "markings" for word in node.keywords)
    return (called(node) == "look" and isinstance(node.func, ast.Name) and node.func.id == "Look") or bent


def is_view_opened(node: ast.AST) -> bool:
    """The stores of a view, taken from outside."""
    if not isinstance(node, ast.Attribute) or node.attr not in ("_stores", "_lake", "_scans", "kept_names"):
        return False
    return not (isinstance(node.value, ast.Name) and node.value.id == "self")


@dataclass(frozen=True)
class Rule:
    """What only some files may do."""

    what: str
    found: Callable[[ast.AST], bool]
    allowed: tuple[str, ...]


RULES = (
    Rule("reads the lake", is_lake_scan, (*DOOR, *LOADS, *BUILDING)),
    Rule("reads the lake's tables", is_delta_read, (f"{SRC}/lake/*.py", f"{SRC}/graph/manifest.py")),
    Rule("reads a graph store", is_store_read, (*DOOR, *BUILDING, *WHOLE)),
    Rule("reads the archive", is_archive_read, (*DOOR, *LOADS)),
    Rule("reads the name index", is_name_index, (*DOOR, f"{SRC}/access/find.py", f"{SRC}/search/*.py")),
    Rule("makes a look", is_look_made, DOOR),
    Rule("opens a view or look", is_view_opened, DOOR),
)


def problems(tree: ast.Module, where: str) -> Iterator[str]:
    for node in ast.walk(tree):
        for rule in RULES:
            if rule.found(node) and not any(fnmatch(where, pattern) for pattern in rule.allowed):
                line = getattr(node, "lineno", 0)
                yield f"{where}:{line}: {rule.what} beside the one door; ask a look: `view.consult(...)`"


def test_data_is_read_through_a_view_alone() -> None:
    found = sorted({problem for path in python_files() for problem in problems(parsed(path), place(path))})
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "frame = self._lake.scan(schema, loads)",
        "frame = Lake(url, ontology).scan(schema, loads=loads)",
        "table = name_table(stores.lake.scan, ontology, captions)",
        "frame = data.scan(schema, loads)",
        "frame = pl.scan_delta(path)",
        "frame = polars.read_parquet(path)",
        "from deltalake import DeltaTable\nDeltaTable(path)",
        "rows = self._store.read('interlink', 'MATCH (n) RETURN n')",
        "rows = LocalStore(home).read(database, statement)",
        "read = store.read",
        "rows = read_whole(store, database, statement, timeout_s=1, max_rows=1)",
        "text = self._archive.path(sha256).read_text()",
        "index = name_table(look.scan, ontology, captions)",
        "found = find_names(index, 'Marlow')",
        "look = Look(lake=lake)",
        "wider = replace(look, markings=everything)",
        "lake = view._stores.lake",
    ],
)
def test_a_read_beside_the_door_is_found(text: str) -> None:
    assert list(problems(ast.parse(text), f"{SRC}/analytics/paths.py"))
    assert list(problems(ast.parse(text), f"{SRC}/workspace/reading.py"))


@pytest.mark.parametrize(
    "text",
    [
        "frame = look.scan(schema)",
        "rows = view.cypher(store, audience, statement)",
        "lake = Lake(url, ontology)",
        "text = path.read_text()",
        "found = find(look, 'Marlow')",
        "look = view.consult('search', text=text)",
        "rows = re.finditer(pattern, text)",
        "digest = file.read(1024)",
        "same = replace(look, loads=loads)",
    ],
)
def test_a_read_through_the_door_is_none(text: str) -> None:
    assert list(problems(ast.parse(text), f"{SRC}/workspace/reading.py")) == []
