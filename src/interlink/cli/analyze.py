"""Analytics and paths, with the records behind each line."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from interlink.cli.constraints import (
    Avoid,
    InformationGrade,
    Layers,
    LeastConfidence,
    SourceGrade,
    Through,
    constraints,
    split,
)
from interlink.cli.found import EvidenceOf, TableOf, Top, say_marking, show_finding, table_rows
from interlink.cli.given import given_params
from interlink.cli.kept import (
    compare_findings,
    forget_finding,
    from_graph,
    list_findings,
    open_finding,
    to_graph,
)
from interlink.cli.options import AsOf, FormatOption, Params, Purpose, Reason, door, parse_params
from interlink.cli.output import Format, emit, say
from interlink.cli.search import evidence_rows
from interlink.errors import QueryError, ReadError, UnknownEntity

if TYPE_CHECKING:
    from interlink.access.view import View
    from interlink.analytics import Analytic, Parameter
    from interlink.projection import Projection
    from interlink.projection.weigh import Weight
    from interlink.workspace import Workspace

__all__ = ["analyze", "path"]

analyze = typer.Typer(help="Questions put to the whole graph.", no_args_is_help=True)

Nodes = Annotated[
    list[str] | None, typer.Option("--nodes", help="Kinds of entities, comma-separated; all without it.")
]
Links = Annotated[
    list[str] | None, typer.Option("--links", help="Kinds of links, comma-separated; all without it.")
]
Since = Annotated[str | None, typer.Option("--since", help="Leave out links that ended before.")]
Until = Annotated[str | None, typer.Option("--until", help="Leave out links that began after.")]
WeightOf = Annotated[
    str,
    typer.Option("--weight", help="What a link weighs: stated, count, amount, confidence or recency."),
]

analyze.command("findings")(list_findings)
analyze.command("open")(open_finding)
analyze.command("compare")(compare_findings)
analyze.command("to-graph")(to_graph)
analyze.command("from-graph")(from_graph)
analyze.command("forget")(forget_finding)


@analyze.command("list")
def list_analytics(*, fmt: FormatOption = Format.TABLE) -> None:
    """List the analytics, the question each answers, and its parameters: as CSV or JSON a row for each.

    Example: interlink analyze list
    """
    # their libraries take half a second to import, which no other command should wait for
    from interlink.analytics import ANALYTICS  # noqa: PLC0415

    analytics = ANALYTICS.values()
    if fmt is Format.TABLE:
        named = {each.name: [_called(one) for one in each.parameters] for each in analytics}
        emit(
            [{"analytic": a.name, "question": a.question, "parameters": named[a.name]} for a in analytics],
            fmt,
        )
        return
    emit(
        [
            {"analytic": each.name, "question": each.question, **_described(one)}
            for each in analytics
            for one in each.parameters
        ],
        fmt,
    )


@analyze.command("show")
def show_analytic(
    name: Annotated[str, typer.Argument(help="The analytic.")], *, fmt: FormatOption = Format.TABLE
) -> None:
    """Show an analytic's parameters.

    Example: interlink analyze show paths
    """
    from interlink.analytics import find_analytic  # noqa: PLC0415 - as above

    emit([_described(each) for each in find_analytic(name).parameters], fmt)


@analyze.command("run")
def run_analytic(
    name: Annotated[str, typer.Argument(help="The analytic; see `interlink analyze list`.")],
    *,
    param: Params = None,
    nodes: Nodes = None,
    links: Links = None,
    since: Since = None,
    until: Until = None,
    only: Annotated[
        Path | None, typer.Option("--only", help="Only the entities whose ids this file lists; `-` is stdin.")
    ] = None,
    weight: WeightOf = "stated",
    directed: Annotated[bool, typer.Option("--directed", help="Keep the direction of links.")] = False,
    cypher: Annotated[
        str | None,
        typer.Option("--cypher", help="Instead of kinds: a statement that returns source, target, or link."),
    ] = None,
    query: Annotated[
        str | None, typer.Option("--query", help="Instead of kinds: a saved query that gives links.")
    ] = None,
    cypher_param: Annotated[
        list[str] | None,
        typer.Option("--cypher-param", help="name=value, a parameter of --cypher or --query."),
    ] = None,
    part: Annotated[
        list[str] | None,
        typer.Option("--part", help="source=sender: which column of --query is which part of a link."),
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option("--audience", help="With --cypher or --query: whose graph; see `graph cypher`."),
    ] = None,
    keep: Annotated[
        str | None, typer.Option("--keep", help="Keep the finding under this title; '' makes one.")
    ] = None,
    table: TableOf = None,
    where: Annotated[
        list[str] | None, typer.Option("--where", help="column=value; keep only such rows.")
    ] = None,
    columns: Annotated[
        str | None, typer.Option("--columns", help="Only these columns, comma-separated.")
    ] = None,
    top: Top = None,
    evidence: EvidenceOf = None,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
    as_of: AsOf = None,
) -> None:
    """Run an analytic over entities and links of the kinds named, or over what Cypher gives.

    Example: interlink analyze run communities --nodes Person,Company,Phone --links CALLS_TOTAL,USES,OWNS
    """
    from interlink.analytics import find_analytic  # noqa: PLC0415 - as above

    workspace, view = door(purpose, reason, as_of)
    analytic = find_analytic(name)
    attributes = analytic.attributes
    if cypher is None and query is None:
        projection = workspace.project(
            split(nodes),
            split(links),
            since=since,
            until=until,
            weight=cast("Weight", weight),
            directed=directed,
            attributes=attributes,
            view=view,
        )
    else:
        chosen = {"--nodes": nodes, "--links": links, "--since": since, "--until": until}
        _refuse_beside_cypher([option for option, value in chosen.items() if value], weight, attributes)
        projection = _queried(
            workspace,
            view,
            cypher=cypher,
            query=query,
            params=cypher_param,
            parts=part,
            directed=directed,
            audience=audience,
        )
    if only is not None:
        projection = projection.induced(_read_ids(only))
    params = _meant(workspace, view, analytic, projection, parse_params(param))
    finding = workspace.analyze(name, projection, params, view=view)
    show_finding(finding, table=table, top=top, evidence=evidence, fmt=fmt, where=where, columns=columns)
    if keep is not None:
        say(f"Kept as finding {finding.save(keep)}.")


def path(
    start: Annotated[str, typer.Argument(help="Where from: an id or a name.")],
    end: Annotated[str, typer.Argument(help="Where to: an id or a name.")],
    *,
    k: Annotated[int, typer.Option("--k", min=1, max=1000, help="So many paths at most.")] = 5,
    time_respecting: Annotated[
        bool, typer.Option("--time-respecting", help="Each hop leaves after the one before has arrived.")
    ] = False,
    nodes: Nodes = None,
    links: Links = None,
    since: Since = None,
    until: Until = None,
    layers: Layers = None,
    through: Through = None,
    avoid: Avoid = None,
    source_grade: SourceGrade = None,
    information_grade: InformationGrade = None,
    least_confidence: LeastConfidence = None,
    cost: Annotated[
        str, typer.Option("--cost", help="What is cheap: hops, strength, weight, or confidence.")
    ] = "hops",
    directed: Annotated[bool, typer.Option("--directed", help="Follow the direction of links.")] = False,
    evidence: Annotated[
        int | None,
        typer.Option("--evidence", min=1, help="Print the records behind the path of this rank instead."),
    ] = None,
    fmt: FormatOption = Format.TABLE,
    purpose: Purpose = None,
    reason: Reason = None,
    as_of: AsOf = None,
) -> None:
    """Find the cheapest paths between two entities, one row a hop.

    Example: interlink path "Fotis Nerantzi" HBR2610034 --k 3
    """
    workspace, view = door(purpose, reason, as_of)
    ends = {name: workspace.resolve(given, view=view) for name, given in (("start", start), ("end", end))}
    if time_respecting and cost != "hops":
        raise QueryError(f"--cost {cost}: paths through time are ordered by time. Leave one of the two out.")
    asked = constraints(
        workspace,
        view,
        layers=layers,
        through=through,
        avoid=avoid,
        source_grade=source_grade,
        information_grade=information_grade,
        least_confidence=least_confidence,
    )
    projection = workspace.project(
        split(nodes), split(links), since=since, until=until, directed=directed, view=view
    )
    name = "journeys" if time_respecting else "paths"
    if not time_respecting:
        asked["cost"] = cost
    finding = workspace.analyze(name, projection, {**ends, "k": k, **asked}, view=view)
    if evidence is not None:
        found = len(finding.frame())
        if evidence > found:
            raise QueryError(f"--evidence {evidence}: {found or 'no'} path{'' if found == 1 else 's'} found")
        emit(evidence_rows(finding.evidence(evidence - 1), records=True), fmt)
        return
    hops = finding.table("hops")
    captions = dict(zip(projection.ids, projection.captions or projection.ids, strict=True))
    hops.insert(3, "source_caption", hops["source"].map(captions))
    hops.insert(5, "target_caption", hops["target"].map(captions))
    emit(table_rows(hops), fmt, columns=tuple(map(str, hops.columns)))
    say(finding.explain())
    say_marking(finding)


def _queried(
    workspace: Workspace,
    view: View,
    *,
    cypher: str | None,
    query: str | None,
    params: list[str] | None,
    parts: list[str] | None,
    directed: bool,
    audience: str | None,
) -> Projection:
    """What a statement or a saved query gives."""
    if query is None:
        if parts:
            raise QueryError("--part is for --query: a statement names its columns by AS")
        return workspace.project_cypher(
            cypher or "", parse_params(params), directed=directed, audience=audience, view=view
        )
    if cypher is not None:
        raise QueryError("--cypher beside --query: give one of the two")
    given = given_params(workspace, view, workspace.query(query), params)
    return workspace.project_query(
        query,
        given,
        parts=parse_params(parts),
        directed=directed,
        audience=audience,
        view=view,
    )


def _refuse_beside_cypher(chosen: list[str], weight: str, attributes: Sequence[str]) -> None:
    """Refuses what a statement says itself, and what it cannot say."""
    given = [*chosen, *(["--weight"] if weight != "stated" else [])]
    if given:
        raise QueryError(
            f"{', '.join(given)} beside --cypher or --query: the statement chooses. Say it there."
        )
    if attributes:
        raise QueryError(
            f"this analytic compares {', '.join(attributes)} as records say them, which no statement gives."
            " Choose --nodes and --links instead of --cypher or --query."
        )


def _meant(
    workspace: Workspace,
    view: View,
    analytic: Analytic,
    projection: Projection,
    given: Mapping[str, str],
) -> dict[str, object]:
    """The values given, with ids in place of the names of entities.

    Raises
    ------
    UnknownEntity   a name means nobody, or more than one
    """

    def meant(text: str) -> str:
        try:
            projection.index_of(text)
        except UnknownEntity:
            return workspace.resolve(text, view=view)
        return text

    params: dict[str, object] = dict(given)
    for each in analytic.parameters:
        if each.names_entities and (text := given.get(each.name, "").strip()):
            texts = text.split(",") if each.many else [text]
            params[each.name] = ",".join(meant(one.strip()) for one in texts if one.strip())
    return params


def _called(parameter: Parameter) -> str:
    return parameter.name if parameter.required else f"{parameter.name}={parameter.default}"


def _described(parameter: Parameter) -> dict[str, object]:
    """All that the registry says of a parameter; of `many`, several are given with commas between."""
    return {
        "parameter": parameter.name,
        "type": parameter.type.__name__,
        "many": parameter.many,
        "default": None if parameter.required else parameter.default,
        "required": parameter.required,
        "choices": parameter.choices,
        "constrains": parameter.constrains,
        "help": parameter.help,
    }


def _read_ids(file: Path) -> list[str]:
    if str(file) != "-" and not file.is_file():
        raise ReadError(f"{file}: no such file; expected one id a line")
    text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    ids = [line.strip().strip('"') for line in text.splitlines()]
    return [each for each in ids if each and each != "id"]
