"""The house rules that a machine can hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_tree import ROOT, SRC, parsed, place, python_files, text_files

MOST_LINES = 400
# Written in parts, so that this file does not hold what it looks for.
LEFT_OVER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "HA" + "CK")) + r")\b")
MACHINE = {
    "a registry's host": re.compile(
        "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)", "crates" + r"\.io"))
        + r"|\b(artifactory|nexus|registry)\.[\w.-]*\.(org|com|io|internal|local)\b"
    ),
    "an index on an address of its own": re.compile(
        r"https?://[^/\s\"']+/(simple|pypi|npm)\b|--(extra-)?index-url"
    ),
    "a path of one machine": re.compile(r"(?<![\w.~$}/*-])/(work|root|farm|tmp|home/\w+|Users/\w+)/(?!\*)"),
}


def broad_excepts(tree: ast.Module, where: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        names = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        caught = {
            name.id if isinstance(name, ast.Name) else "" if name is not None else "all" for name in names
        }
        reraises = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
        if "all" in caught or "Exception" in caught or ("BaseException" in caught and not reraises):
            yield f"{where}:{node.lineno}: catches everything; name the errors that can come"


def prints(tree: ast.Module, where: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"):
            continue
        # A process of its own tells its parent on stderr.
        if not any(word.arg == "file" for word in node.keywords):
            yield f"{where}:{node.lineno}: prints; return it, and let the command line show it"


def lines_with(pattern: re.Pattern[str], text: str, where: str, what: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := pattern.search(line):
            yield f"{where}:{number}: holds {what}, '{found[0]}'; take it out"


def texts() -> Iterator[tuple[Path, str]]:
    # Data and what others wrote may hold any word.
    skipped = ("sample_graphs", "assets")
    for path in text_files():
        if not any(part in skipped for part in path.parts):
            yield path, path.read_text(encoding="utf-8")


def test_a_file_is_one_idea() -> None:
    long = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    over = {name: lines for name, lines in long.items() if lines > MOST_LINES}
    assert over == {}, f"more than {MOST_LINES} lines: part them by idea"


def test_errors_are_caught_by_name() -> None:
    found = [problem for path in python_files() for problem in broad_excepts(parsed(path), place(path))]
    assert found == [], "\n" + "\n".join(found)


def test_the_package_does_not_print() -> None:
    found = [
        problem
        for path in python_files()
        if SRC / "cli" not in path.parents and path.name != "__main__.py"
        for problem in prints(parsed(path), place(path))
    ]
    assert found == [], "\n" + "\n".join(found)


def test_nothing_is_left_to_do() -> None:
    found = [
        problem
        for path, text in texts()
        for problem in lines_with(LEFT_OVER, text, place(path), "work left over")
    ]
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize("what", sorted(MACHINE))
def test_no_file_knows_the_machine_it_was_written_on(what: str) -> None:
    found = [
        problem for path, text in texts() for problem in lines_with(MACHINE[what], text, place(path), what)
    ]
    assert found == [], "\n" + "\n".join(found)


def test_files_that_people_read_are_found() -> None:
    names = {place(path) for path, _ in texts()}
    assert {"README.md", "pyproject.toml", "src/interlink/errors.py", place(Path(__file__))} <= names
    assert all((ROOT / name).is_file() for name in names)


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    f()\nexcept:\n    pass",
        "try:\n    f()\nexcept Exception:\n    g()",
        "try:\n    f()\nexcept (OSError, Exception) as error:\n    raise",
        "try:\n    f()\nexcept BaseException:\n    g()",
    ],
)
def test_a_broad_except_is_found(text: str) -> None:
    assert len(list(broad_excepts(ast.parse(text), "x.py"))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    f()\nexcept OSError:\n    g()",
        "try:\n    f()\nexcept BaseException:\n    undo()\n    raise",
    ],
)
def test_a_named_except_is_none(text: str) -> None:
    assert list(broad_excepts(ast.parse(text), "x.py")) == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a registry's host", "see https://" + "py" + "pi.org/project/x"),
        ("an index on an address of its own", "pip install --index" + "-url http://10.0.0.1/" + "simple x"),
        ("a path of one machine", 'open("' + "/wo" + 'rk/main/x")'),
        ("a path of one machine", "cd " + "/ro" + "ot/x"),
    ],
)
def test_what_belongs_to_one_machine_is_found(what: str, line: str) -> None:
    assert list(lines_with(MACHINE[what], line, "x.md", what))


@pytest.mark.parametrize(
    "line", ["/usr/bin/chromium", "tests/work/x", "https://example.org/home/page", "a/tmp/b"]
)
def test_other_paths_are_none(line: str) -> None:
    assert not any(list(lines_with(pattern, line, "x.md", what)) for what, pattern in MACHINE.items())
