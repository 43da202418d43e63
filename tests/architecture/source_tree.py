"""The code as text and as syntax trees, and what it imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "interlink"
APP = ROOT / "app"
SKIPPED = frozenset((".git", ".venv", "__pycache__", "node_modules", "lib", "dist", "build"))
TEXT = frozenset(
    (
        ".cfg",
        ".css",
        ".csv",
        ".cypher",
        ".html",
        ".js",
        ".json",
        ".md",
        ".py",
        ".sh",
        ".toml",
        ".xml",
        ".yaml",
        ".yml",
    )
)


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file of the package and the app, in order of path."""
    return tuple(sorted([*SRC.rglob("*.py"), *APP.rglob("*.py")]))


@cache
def parsed(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def text_files() -> Iterator[Path]:
    """Every file of the repository that people read, whether committed yet or not."""
    for folder in sorted(ROOT.iterdir()):
        if folder.is_file() and (folder.suffix in TEXT or not folder.suffix):
            yield folder
        elif folder.is_dir() and folder.name not in SKIPPED:
            is_hidden = folder.name.startswith(".") and folder.name != ".ci"
            yield from () if is_hidden else walk(folder)


def walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in SKIPPED and not path.name.startswith("."):
            yield from walk(path)
        elif path.is_file() and (path.suffix in TEXT or path.parent.name == ".ci"):
            yield path


def place(path: Path) -> str:
    """A file as messages name it, from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    """`src/interlink/lake/archive.py` as `interlink.lake.archive`, `app/main.py` as `app.main`."""
    base = SRC.parent if SRC in path.parents else ROOT
    parts = path.relative_to(base).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.Module, module: str, *, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """Each (line, module imported); of `from a import b`, `a.b`, because b may be a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                kept = parts[: len(parts) - node.level + is_package]
                base = ".".join([*kept, base]).rstrip(".")
            yield from ((node.lineno, f"{base}.{name.name}") for name in node.names)
