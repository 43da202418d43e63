"""Constraints on links as options: the same words in every command that takes them."""

from __future__ import annotations

from typing import Annotated

import typer

from interlink.access.view import View
from interlink.workspace import Workspace

__all__ = [
    "Avoid",
    "InformationGrade",
    "Layers",
    "LeastConfidence",
    "SourceGrade",
    "Through",
    "constraints",
    "split",
]

Layers = Annotated[
    list[str] | None, typer.Option("--layers", help="Only links of these layers, comma-separated.")
]
Through = Annotated[
    list[str] | None,
    typer.Option("--through", "--kinds", help="Only by way of entities of these kinds, comma-separated."),
]
Avoid = Annotated[
    list[str] | None,
    typer.Option("--avoid", help="No link of this entity, an id or a name; repeat for several."),
]
SourceGrade = Annotated[
    str | None,
    typer.Option("--source-grade", help="No record whose source is graded worse, `B` or `B (4x4)`."),
]
InformationGrade = Annotated[
    str | None, typer.Option("--information-grade", help="No record that is itself graded worse.")
]
LeastConfidence = Annotated[
    float | None, typer.Option("--least-confidence", help="No link less likely than this share, 0 to 1.")
]


def constraints(
    workspace: Workspace,
    view: View,
    *,
    layers: list[str] | None = None,
    through: list[str] | None = None,
    avoid: list[str] | None = None,
    source_grade: str | None = None,
    information_grade: str | None = None,
    least_confidence: float | None = None,
) -> dict[str, object]:
    """The constraints that were given, as parameters of an analytic; who is to be avoided may be named.

    Raises
    ------
    UnknownName   nothing that the view shows has such a name
    """
    asked = {
        "layers": split(layers),
        "kinds": split(through),
        "avoid": [workspace.resolve(each, view=view) for each in avoid or ()],
        "source_grade": source_grade,
        "information_grade": information_grade,
        "least_confidence": least_confidence,
    }
    return {name: value for name, value in asked.items() if value is not None and value != []}


def split(given: list[str] | None) -> list[str] | None:
    """What stands between the commas of all that was given, None where nothing was."""
    if given is None:
        return None
    return [part.strip() for text in given for part in text.split(",") if part.strip()]
