"""Public names: listed in `__all__`, and each says in its first line what it gives."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from source_tree import SRC, parsed, place, python_files

FILES = [path for path in python_files() if SRC in path.parents]
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public_names(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets
        ):
            return [str(name) for name in ast.literal_eval(node.value)]
    return None


def definitions(tree: ast.Module, names: list[str]) -> Iterator[tuple[str, Definition]]:
    """The public functions and classes, and the public methods of the classes."""
    for node in tree.body:
        if not isinstance(node, Definition) or node.name not in names:
            continue
        yield node.name, node
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner


def problems(tree: ast.Module, where: str) -> Iterator[str]:
    if not (ast.get_docstring(tree) or "").partition("\n")[0].endswith("."):
        yield f"{where}:1: the file's first line is no docstring that ends with a full stop; say what it is"
    for name, node in definitions(tree, public_names(tree) or []):
        decorators = {
            d.attr if isinstance(d, ast.Attribute) else getattr(d, "id", "") for d in node.decorator_list
        }
        first = (ast.get_docstring(node) or "").partition("\n")[0]
        if not first.endswith(".") and not decorators & {"overload", "setter"}:
            yield (
                f"{where}:{node.lineno}: {name}: its docstring's first line must say what it gives,"
                " and end with a full stop"
            )


def unlisted(tree: ast.Module, where: str) -> Iterator[str]:
    """Files that define something others use say what."""
    defined = [
        node.name for node in tree.body if isinstance(node, Definition) and not node.name.startswith("_")
    ]
    if defined and public_names(tree) is None:
        yield f"{where}: has no __all__; list what others may use"


def test_public_names_say_what_they_give() -> None:
    found = [
        problem for path in FILES if path.stat().st_size for problem in problems(parsed(path), place(path))
    ]
    assert found == [], "\n" + "\n".join(found)


def test_every_file_lists_its_public_names() -> None:
    found = [problem for path in FILES for problem in unlisted(parsed(path), place(path))]
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"""A file."""\n__all__ = ["f"]\ndef f(): ...', "x.py:3: f: its docstring's first line"),
        ('"""A file."""\n__all__ = ["f"]\ndef f():\n    """Gives"""', "x.py:3: f"),
        ('"""A file."""\n__all__ = ["C"]\nclass C:\n    """A thing."""\n    def f(self): ...', "x.py:5: C.f"),
        ('"""A file"""', "x.py:1: the file's first line"),
    ],
)
def test_a_name_that_says_nothing_is_found(text: str, said: str) -> None:
    (found,) = problems(ast.parse(text), "x.py")
    assert found.startswith(said)


def test_a_file_without_a_list_is_found() -> None:
    assert list(unlisted(ast.parse("def f(): ..."), "x.py"))
    assert not list(unlisted(ast.parse("def _f(): ..."), "x.py"))
