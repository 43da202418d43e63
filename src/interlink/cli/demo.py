"""The demo: load the sample world, find the planted ring, and set what was found beside what was planted."""

from __future__ import annotations

import sys
from collections import Counter
from importlib import resources
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from interlink.cli.app import run_app
from interlink.cli.demo_report import Found, beside, read_planted, say_path
from interlink.cli.output import Format, emit, progress_bar, say
from interlink.errors import SettingsError
from interlink.loads.chains import ROUTES
from interlink.loads.port_calls import PORT_CALLS
from interlink.workspace import Workspace, open_workspace

__all__ = ["demo"]

FILES = {
    "manifest": "manifest.csv",
    "register": "register.csv",
    "call_records": "call_records.csv",
    "notices": "notices.json",
}
NODES = ("Person", "Company", "Phone", "IdentityCard", "Passport", "RegistrationNumber")
LINKS = ("CALLS_TOTAL", "USES", "HOLDS", "OWNS", "DIRECTS")
# Documents and numbers are nodes of their own here, which makes groups larger: look for larger ones.
RESOLUTION = 0.5


def demo(
    *,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="End by opening the explorer.")
    ] = True,
) -> None:
    """Load the sample world, find the smuggling ring in it, and open the explorer.

    Example: interlink demo --no-browser
    """
    workspace = open_workspace()
    world = sample_world("harbour")
    _refuse_other_loads(workspace)
    rows = []
    for source, file in FILES.items():
        with progress_bar() as progress:
            report = workspace.load(source, [world / file], progress=progress)
        row = {
            "load": report.load,
            "source": source,
            "records": report.records,
            "added": report.fragments_added,
        }
        rows.append(
            {**row, "unchanged": report.fragments_unchanged, "seconds": report.seconds, "graph": report.graph}
        )
    say(f"Loaded the sample world 'harbour' into {workspace.settings.home}:")
    emit(rows, Format.TABLE)
    found = find_ring(workspace)
    # From here on the answers are known; what was found is not touched any more.
    emit(beside(found, read_planted(world / "expected.json")), Format.TABLE)
    say_path(workspace, found)
    if browser:
        sys.exit(run_app(port=None, browser=sys.stdout.isatty(), show=(found.organiser,)))


def sample_world(name: str) -> Path:
    """The folder of a sample world: in the wheel inside the package, in a checkout at its root."""
    package = Path(str(resources.files("interlink")))
    for folder in (package / "_sample_graphs" / name, package.parents[1] / "sample_graphs" / name):
        if folder.is_dir():
            return folder
    raise SettingsError(f"the sample world '{name}' is not beside {package}. Install interlink again.")


def find_ring(workspace: Workspace) -> Found:
    """The group with most wanted people, who holds it together, and what it ships."""
    projection = workspace.project(NODES, LINKS)
    finding = workspace.analyze("communities", projection, {"resolution": RESOLUTION})
    members = finding.frame()
    groups = dict(zip(members["id"], members["community"], strict=True))
    people = [
        each for each, kind in zip(projection.ids, projection.kinds or (), strict=True) if kind == "Person"
    ]
    subjects = workspace.expand(people, links=["SubjectOf"], limit=len(people)).links["source"].unique()
    wanted = Counter(groups[each] for each in subjects).most_common(2)
    group = int(wanted[0][0])
    chosen = tuple(sorted(each for each, number in groups.items() if number == group))
    centre = workspace.analyze("centrality", projection.induced(chosen)).frame()
    persons = centre[centre["id"].isin(set(people))]
    companies = [each for each in chosen if ":company:" in each]
    trade = workspace.expand(companies, links=["ConsignedBy", "ConsignedTo"], limit=100_000).links
    own = trade.filter(pl.col("target").is_in(companies))
    shipments = tuple(
        own.group_by("source").agg(pl.col("schema").n_unique()).filter(pl.col("schema") == 2)["source"].sort()
    )
    routes = workspace.expand(shipments, links=["Follows"], limit=100_000).links["target"].value_counts()
    organiser = str(persons["id"].iloc[0])
    walked = workspace.analyze(
        "paths", workspace.project(), {"start": organiser, "end": shipments[0], "k": 1}
    )
    return Found(
        groups=int((finding.table("communities")["size"] > 1).sum()),
        group=group,
        group_size=len(chosen),
        people=tuple(each for each in chosen if each in set(people)),
        companies=tuple(each for each in companies if each.startswith("register:")),
        wanted=wanted[0][1],
        next_wanted=wanted[1][1],
        organiser=organiser,
        organiser_caption=str(persons["caption"].iloc[0]),
        betweenness=float(persons["betweenness"].iloc[0]),
        runner_up=float(persons["betweenness"].iloc[1]),
        routes=tuple(routes.sort("count", "target", descending=[True, False]).rows()),
        shipments=shipments,
        path=tuple(walked.frame()["nodes"].iloc[0]),
        path_evidence=tuple(walked.evidence(0)),
    )


def _refuse_other_loads(workspace: Workspace) -> None:
    # What follows from its loads is the demo's own.
    own = {*FILES, ROUTES.source, PORT_CALLS.source}
    others = sorted({row.source for row in workspace.loads()} - own)
    if others:
        raise SettingsError(
            f"{workspace.settings.home} holds other loads ({', '.join(others)});"
            " the demo wants a home of its own. Set INTERLINK_HOME to an empty folder."
        )
