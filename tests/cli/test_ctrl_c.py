"""A Ctrl-C beside a statement that runs: it ends in the store as well, and the command says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

import interlink as il
from homes import called_home
from interlink.graph.local import LocalStore
from small_graphs import await_that, running

COUNTS = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b % 7) AS found"
QUERY = f"""\
// How long it takes
// id = "quality/slow"
// asks = "How long does it take?"
// returns = "value"
// tags = ["speed"]
// reviewed = 2026-11-28
// columns.found = "integer"
// example.graph = "harbour"
// example.row = {{}}
{COUNTS}
"""
STATEMENT = ("graph", "cypher", COUNTS)
LINKS = ("analyze", "run", "centrality", "--cypher", COUNTS)
SAVED = ("query", "run", "quality/slow")
COMPARED = (*SAVED, "--compare")
# A shell has what it runs in the background ignore a Ctrl-C.
INTERLINK = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " from interlink.cli import main; main()"
)
STOPPED = "Stopped. `interlink loads list` says what was committed; what was not has left nothing.\n"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[il.Workspace]:
    with called_home(tmp_path_factory.mktemp("stopped")) as opened:
        opened.save_query(QUERY)
        yield opened


@pytest.mark.parametrize(
    "command", [STATEMENT, SAVED, COMPARED, LINKS], ids=["cypher", "query", "compared", "analyze"]
)
def test_a_command_that_is_stopped_ends_its_statement(ws: il.Workspace, command: tuple[str, ...]) -> None:
    home, store = ws.settings.home, LocalStore(ws.settings.home)
    asking = subprocess.Popen(
        [sys.executable, "-c", INTERLINK, *command],
        env={**os.environ, "INTERLINK_HOME": str(home), "INTERLINK_GRAPH_HEAP": "512m"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    await_that(lambda: running(store, "interlink", COUNTS) == 1)
    asking.send_signal(signal.SIGINT)
    printed, said = asking.communicate(timeout=60)

    assert (asking.returncode, printed, said) == (130, "", STOPPED)
    await_that(lambda: running(store, "interlink", COUNTS) == 0)
    store.close()
