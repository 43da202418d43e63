"""Parameters of a saved query as they are typed: names in place of ids."""

from __future__ import annotations

from interlink.access.view import View
from interlink.cli.options import parse_params
from interlink.queries.query_file import Query
from interlink.queries.values import read_params
from interlink.workspace import Workspace

__all__ = ["given_params"]


def given_params(
    workspace: Workspace, view: View, query: Query, given: list[str] | None
) -> dict[str, object]:
    """The values of `name=value` texts, entities by their ids.

    Raises
    ------
    QueryError      one is missing, not declared or mistyped: then no name is looked up
    UnknownEntity   an entity is neither an id nor a name
    """
    texts = parse_params(given)
    read_params(query.header.params, texts)
    kinds = {name: each.type for name, each in query.header.params.items()}
    params: dict[str, object] = dict(texts)
    for name, value in texts.items():
        if kinds[name] == "entity":
            params[name] = workspace.resolve(value, view=view)
        elif kinds[name] == "entities":
            params[name] = [workspace.resolve(each.strip(), view=view) for each in value.split(",")]
    return params
