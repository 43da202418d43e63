"""Every command, action of a screen and public function leaves its event, or shows nothing of any source.

`test_every_door_is_logged` has the methods of the workspace, which all of them ask.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from test_every_door_is_logged import BO, CHANGES, DOORS, OTHER, PHONE, SILENT, kept, saved, watched, written
from typer.testing import CliRunner

import interlink as il
from command_names import commands
from interlink import analytics
from interlink.cli import cli
from interlink.component.messages import ACTIONS

APP = Path(__file__).parents[2] / "app"

# How each is called, and what its event says that it was.
LOOKS: dict[str, tuple[list[str], str]] = {
    "analyze compare": (["FINDING", "FINDING"], "finding"),
    "analyze findings": ([], "findings"),
    "analyze forget": (["FINDING"], "forget finding"),
    "analyze from-graph": (["WRITTEN"], "finding from graph"),
    "analyze open": (["FINDING"], "finding"),
    "analyze to-graph": (["FINDING"], "finding to graph"),
    "analyze run": (["centrality", "--nodes=Phone", "--links=CALLED"], "centrality"),
    "audit export": (["LOG"], "audit export"),
    "audit list": ([], "audit"),
    "audit verify": ([], "audit check"),
    "backup": (["BACKUP"], "backup"),
    "graph cypher": (["MATCH (n:Phone) RETURN n.id AS id"], "cypher"),
    "graph rebuild": ([], "graph rebuild"),
    "load": (["call_records", "CALLS"], "load"),
    "loads derive": ([], "derive"),
    "loads due": ([], "due"),
    "loads list": ([], "loads"),
    "loads run": (["--due"], "run due"),
    "loads runs": ([], "runs"),
    "loads status": ([], "freshness"),
    "loads quarantine": (["1"], "quarantine"),
    "loads retry": (["1"], "retry"),
    "loads show": (["1"], "loads"),
    "path": ([PHONE, OTHER], "paths"),
    "principals list": ([], "principals"),
    "roles list": ([], "roles"),
    "query due": ([], "watched queries"),
    "query forget": (["SAVED"], "forget query"),
    "query history": ([], "query history"),
    "query import": (["FILE"], "save query"),
    "query run": (["quality/orphan-identifiers"], "query"),
    "query schedule": (["quality/orphan-identifiers", "every day"], "schedule query"),
    "query unwatch": (["WATCHED"], "unwatch query"),
    "query watched": ([], "watched queries"),
    "search": (["+31612345678"], "search"),
    "show": ([PHONE], "card"),
    "tokens list": ([], "tokens"),
}
# By an administrator, in this order.
COMMANDS_THAT_CHANGE: dict[str, tuple[list[str], str]] = {
    "graph audience add": (["few", "--agency=NL"], "audience add"),
    "graph audience remove": (["few"], "audience remove"),
    "principals add": (["bo", "--role=investigator"], "add principal"),
    "principals change": (["bo", "--revision=1", "--agency=Police"], "change principal"),
    "principals recover": (["ada"], "recover"),
    "roles change": (["reviewer", "--do-not-ask", "--revision=0"], "change role"),
    "tokens make": (["bo"], "make token"),
    "tokens revoke": (["2"], "revoke token"),
}
NO_EVENT: dict[str, str] = {
    "audit accept": "refuses while nothing is broken; then, tests/access/test_audit_broken.py",
    "analyze list": "the analytics there are",
    "analyze show": "an analytic's parameters",
    "app": "starts the explorer, whose screens ask the workspace",
    "demo": "loads and looks through the same doors; tests/cli/test_commands.py runs it",
    "graph audience list": "for whom graphs are built",
    "graph start": "starts a store",
    "graph status": "where the store and the graph stand",
    "graph stop": "stops a store",
    "query export": "saved queries, for whom each is meant",
    "query favourite": "what one likes, of queries that are there for whoever asks",
    "query list": "as above",
    "query show": "as above",
    "query versions": "as above",
    "restore": "makes a home; its event is in the log of the home that it makes, below",
    "sources check": "a file that is given to it",
    "sources new": "a file that is given to it; it opens no home",
    "sources list": "the sources' own files",
    "sources show": "a source's own file",
    "upgrade": "the home's own tables; it shows no record",
    "world make": "writes a generated world; it opens no home",
    "world score": "a generated world's own files; it opens no home",
}
# What is done in the drawing, and the door that it asks.
ACTS: dict[str, str] = {
    "draw": "expand",
    "draw_all": "expand",
    "expand": "expand",
    "path": "analyze",
    "png": "disclose",
}
ACTS_ON_WHAT_IS_DRAWN = {"collapse", "dismiss", "hide", "isolate", "pin", "redo", "undo"}
# What `import interlink as il` offers beside the workspace.
FUNCTIONS: dict[str, str] = {
    "Constraints": "says which links count, and holds none",
    "Finding": "its records are looked up through the view that it was made with",
    "Projection": "arrays: of a table that is given to it, or of the workspace's own door",
    "Workspace": "its methods are enumerated in test_every_door_is_logged",
    "analytics": "functions over a projection, which was logged when it was made",
    "errors": "words",
    "open": "opens a home and shows nothing of it",
}


def test_every_command_is_known() -> None:
    assert set(commands(cli)) == {*LOOKS, *COMMANDS_THAT_CHANGE, *NO_EVENT}, (
        "a new command: say what its event is and test it, or why it needs none"
    )


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_a_command_leaves_its_event_with_purpose_and_reason(
    workspace: il.Workspace, tmp_path: Path, name: str
) -> None:
    home = workspace.settings.home
    named = {
        "BACKUP": str(tmp_path / "backup.tar.zst"),
        "CALLS": str(home.parent / "calls.csv"),
        "LOG": str(tmp_path / "log.jsonl"),
    }
    named["FILE"] = str(tmp_path / "mine.cypher")
    given, what = LOOKS[name]
    if "FILE" in given:
        Path(named["FILE"]).write_text(workspace.query("money/cycles").text, encoding="utf-8")
    if "WATCHED" in given:
        named["WATCHED"] = str(watched(workspace))
    if "SAVED" in given:
        named["SAVED"] = saved(workspace)
    if "FINDING" in given:
        named["FINDING"] = str(kept(workspace))
    if "WRITTEN" in given:
        named["WRITTEN"] = str(written(workspace))
    before = workspace.audit_events(newest=1)[-1].seq
    run(home, [*name.split(), *(named.get(each, each) for each in given)], INTERLINK_REASON="case 9")
    events = [event for event in workspace.audit_events() if before < event.seq][:-1]

    assert f'"what": "{what}"' in " ".join(event.params for event in events)
    assert {(event.purpose, event.reason) for event in events} == {("analysis", "case 9")}


def test_a_command_that_changes_who_may_ask_leaves_its_event(tmp_path: Path) -> None:
    local = il.open(tmp_path / "home")
    secret = local.add_principal(replace(BO, name="ada", roles=("administrator", "auditor")))
    assert secret is not None
    ada = {"INTERLINK_TOKEN": secret, "INTERLINK_PURPOSE": "warn", "INTERLINK_REASON": "case 9"}
    for name, (given, _) in COMMANDS_THAT_CHANGE.items():
        run(local.settings.home, [*name.split(), *given], **ada)
    stated = replace(local.settings, token=secret, purpose="warn", reason="case 9")
    told = [event.params for event in replace(local, settings=stated).audit_events()][1:-1]
    local.close()

    missing = [
        name
        for (name, (_, what)), params in zip(COMMANDS_THAT_CHANGE.items(), told, strict=True)
        if f'"what": "{what}"' not in params
    ]
    assert missing == []


def test_a_restored_home_says_in_its_log_that_it_was_restored(
    workspace: il.Workspace, tmp_path: Path
) -> None:
    workspace.backup(tmp_path / "home.tar.zst")
    run(tmp_path / "restored", ["restore", str(tmp_path / "home.tar.zst")])
    restored = il.open(tmp_path / "restored")
    events = restored.audit_events()
    restored.close()

    assert '"what": "restore"' in " ".join(event.params for event in events)


def test_every_screen_asks_doors_whose_event_is_tested() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in APP.rglob("*.py")]
    asked = {name for tree in trees for name in asked_of_workspace(tree)}

    assert {"search", "expand", "disclose"} <= asked
    assert asked - {*DOORS, *CHANGES, *SILENT, "settings"} == set()


def test_every_action_in_the_drawing_is_a_door_or_acts_on_what_is_drawn() -> None:
    assert set(ACTIONS) == {*ACTS, *ACTS_ON_WHAT_IS_DRAWN}, (
        "a new action: say which door it asks, or that it acts on what is drawn"
    )
    assert set(ACTS.values()) <= set(DOORS)


def test_every_public_function_is_known() -> None:
    assert set(il.__all__) == set(FUNCTIONS), (
        "a new public name: say why it needs no event, or test its event"
    )
    assert set(analytics.ANALYTICS) <= set(analytics.__all__)


def run(home: Path, given: list[str], **settings: str) -> None:
    """Runs a command on a home in this process."""
    environment = {"INTERLINK_HOME": str(home), "INTERLINK_GRAPH_HEAP": "512m", **settings}
    done = CliRunner().invoke(cli, given, env=environment)
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"


def asked_of_workspace(tree: ast.Module) -> Iterator[str]:
    """What a screen asks of `workspace()`, or of a name that stands for it."""
    names = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and is_workspace(node.value, set())
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_workspace(node.value, names):
            yield node.attr


def is_workspace(node: ast.expr, names: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in names
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "workspace"
