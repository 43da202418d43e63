"""How the workers of `make test` share the tests: file by file, what takes longest first.

What is started once for several files, such as a Neo4j or the sown home of the proof, is started by the one
worker that runs them all.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

__all__ = ["LONGEST", "Sharing", "begin_with_the_longest", "share_of"]

ROOT = Path(__file__).parents[1]
# Files of one start, by where they stand.
TOGETHER = {
    "tests/stores/": "the Neo4j",
    "tests/queries/": "the Neo4j",
    "tests/benchmarks/test_graph_script.py": "the Neo4j",
    "tests/real/test_edifact_stores.py": "the Neo4j",
    "tests/real/test_pole_stores.py": "the Neo4j",
    "tests/real/test_un_list_stores.py": "the Neo4j",
    "tests/proof/": "the sown home",
    "tests/app/test_analyse_browser.py": "the harbour home",
    "tests/app/test_analyse_screen.py": "the harbour home",
    "tests/app/test_cypher_behind.py": "the harbour home",
    "tests/app/test_explorer_browser.py": "the harbour home",
    "tests/app/test_screens.py": "the harbour home",
}
# Half a minute and more of one worker: begun at the end, another would wait for it.
LONGEST = (
    *TOGETHER,
    "tests/cli/test_documents.py",
    "tests/install/",
    "tests/faults/",
    "tests/app/",
    "tests/component/",
    "tests/graph/",
    "tests/worlds/test_world_limits.py",
    "tests/workspace/",
    "tests/upkeep/",
    "tests/benchmarks/",
    "tests/cli/",
    "tests/real/",
    "tests/readers/",
)


def share_of(file: str) -> str:
    """What one worker runs whole: the file, or all that share its start."""
    return next((start for place, start in TOGETHER.items() if file.startswith(place)), file)


class Sharing(LoadFileScheduling):
    """Gives a worker one share after another."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(super()._split_scope(nodeid))


def begin_with_the_longest(items: list[pytest.Item]) -> None:
    """Puts the tests in the order in which workers get them; those of a file stay together, in its order."""

    def turn(item: pytest.Item) -> int:
        file = item.path.relative_to(ROOT).as_posix()
        return next((n for n, place in enumerate(LONGEST) if file.startswith(place)), len(LONGEST))

    items.sort(key=turn)
