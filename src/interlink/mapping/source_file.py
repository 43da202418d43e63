"""A source file, read and checked whole.

Everything that can be known without a delivery is checked here, and every problem is reported
together, with its line.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from interlink.errors import SpecError
from interlink.mapping.by_schema import with_every_schema
from interlink.mapping.check import problems_of
from interlink.mapping.check_file import Problem
from interlink.mapping.places import explain, follows, line_of, lines_of, parse_yaml, without
from interlink.mapping.spec import SourceSpec

__all__ = ["parse_source", "read_source"]


def read_source(path: Path) -> SourceSpec:
    """The source that a file describes.

    Raises
    ------
    SpecError   every problem found, one a line: `FILE:LINE: where: what. Did you mean ...?`
    """
    if not path.is_file():
        raise SpecError([f"{path}: no such file. Check the path, or see `interlink sources list`."])
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SpecError(
            [f"{path}: not UTF-8: {error.reason} at byte {error.start:,}. Save it as UTF-8."]
        ) from None
    return parse_source(text, str(path))


def parse_source(text: str, name: str) -> SourceSpec:
    """The source that `text` describes; `name` stands before each problem.

    Raises
    ------
    SpecError   every problem found
    """
    tree, raw = parse_yaml(text, name)
    lines, problems = lines_of(tree)
    spec: SourceSpec | None = None
    try:
        spec = SourceSpec.model_validate(raw)
    except ValidationError as error:
        wrong = [explain(SourceSpec, found) for found in error.errors()]
        problems += wrong
        problems += [problem for problem in _rest_problems(raw, error) if not follows(problem, wrong)]
    else:
        problems += problems_of(spec)
    if problems or spec is None:
        placed = sorted({(line_of(lines, place), ".".join(place), words) for place, words in problems})
        raise SpecError([f"{name}:{line}: {place}: {words}" for line, place, words in placed])
    return with_every_schema(spec)


def _rest_problems(raw: object, error: ValidationError) -> list[Problem]:
    """What else is wrong once the fields of the wrong form are left out."""
    mended: object = raw
    for _ in range(3):
        mended = without(mended, error.errors())
        try:
            return problems_of(SourceSpec.model_validate(mended))
        except ValidationError as again:
            error = again
    return []
