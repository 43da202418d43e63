"""What a process imports to begin: libraries that only some commands want wait until they are asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import interlink

# Half a second and more of a start, and of every store that a command or a test starts.
LATE = {"dagster", "igraph", "neo4j", "networkx", "pandas", "requests", "scipy", "sklearn", "streamlit"}


def imported(text: str) -> set[str]:
    """The names of the packages that a process holds once it ran this."""
    told = f"{text}\nimport sys\nprint(*(name.partition('.')[0] for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "text",
    ["import interlink.cli", "import interlink as il\nil.open", "import interlink.graph.local_server"],
    ids=["the command line", "a workspace", "the process of the graph store"],
)
def test_what_only_some_commands_want_is_imported_when_it_is_asked_for(text: str) -> None:
    assert imported(text) & LATE == set()


def test_every_public_name_is_there_when_it_is_asked_for() -> None:
    for name in interlink.__all__:
        assert getattr(interlink, name) is not None
    assert set(interlink.__all__) <= set(dir(interlink))
    with pytest.raises(AttributeError, match="module 'interlink' has no attribute 'nothing'"):
        interlink.nothing  # noqa: B018 - asked for is enough
