"""The wheel in an empty environment and another folder: nothing is missing, the demo and the explorer run."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Where the wheel carries which folder of the checkout.
CARRIED = {
    "src/interlink": "interlink",
    "app": "interlink/_app",
    "cypher": "interlink/_cypher",
    "sample_graphs": "interlink/_sample_graphs",
}
LEFT_BY_TOOLS = {"__pycache__", ".mypy_cache", ".ruff_cache"}
ASSET = "/_stcore/bidi-components/interlink.network/vis-network.min.js"
# What wants the extra 'dagster' is imported by tests/workspace.
IMPORT_ALL = """
import importlib, pkgutil, interlink
for module in pkgutil.walk_packages(interlink.__path__, "interlink."):
    if "._" not in module.name and module.name != "interlink.workspace.on_dagster":
        importlib.import_module(module.name)
print(interlink.__file__)
"""


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel and what it depends on, and a folder to run it in."""

    bin: Path
    folder: Path
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """The command, run to its end in the folder."""
        return subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=self.folder,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
        )


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("elsewhere")
    made = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(made)], check=True)
    # Compiled is what a test imports, not the whole gigabyte.
    pip("--python", str(made), "install", "--quiet", "--no-compile", str(wheel))
    environment = {
        name: value
        for name, value in os.environ.items()
        # Nor what lets the stores of tests start sooner: here one is started as a user starts it.
        if not name.startswith(("INTERLINK_", "PYTHON", "VIRTUAL_ENV", "JAVA_TOOL_OPTIONS"))
    }
    own = {"HOME": str(folder), "INTERLINK_GRAPH_HEAP": "512m"}
    yield Installed(bin=made / "bin", folder=folder, environment=environment | own)
    # More than a gigabyte, which pytest would keep for three runs.
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def demo(installed: Installed) -> Iterator[subprocess.CompletedProcess[str]]:
    yield installed.run("interlink", "demo", "--no-browser")
    installed.run("interlink", "graph", "stop")


def carried(folder: str, place: str) -> set[str]:
    root = ROOT / folder
    return {
        f"{place}/{path.relative_to(root).as_posix()}"
        for path in root.rglob("*")
        if path.is_file() and not LEFT_BY_TOOLS.intersection(path.parts)
    }


def test_the_wheel_holds_every_file_of_the_checkout_and_no_other(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())

    about = {name for name in names if ".dist-info/" in name}
    assert names - about == set().union(*(carried(folder, place) for folder, place in CARRIED.items()))
    assert {name.partition(".dist-info/")[2] for name in about} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
        "licenses/NOTICE",
    }


def test_every_module_finds_what_it_imports(installed: Installed) -> None:
    done = installed.run("python", "-c", IMPORT_ALL)

    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(installed.folder)


def test_the_demo_finds_the_planted_ring(
    demo: subprocess.CompletedProcess[str], installed: Installed
) -> None:
    assert demo.returncode == 0, demo.stderr
    answers = [line.split()[-1] for line in demo.stdout.splitlines() if "? " in line]
    assert answers == ["yes"] * 4
    assert (installed.folder / ".interlink").is_dir()


def test_the_explorer_serves_its_page_and_the_component(
    demo: subprocess.CompletedProcess[str], installed: Installed
) -> None:
    with running(installed, ("interlink", "app", "--no-browser")) as address:
        with urlopen(address, timeout=30) as answer:
            page, policy = answer.read(), answer.headers["Content-Security-Policy"]
        with urlopen(address + ASSET, timeout=30) as answer:
            asset = answer.read()

    assert b'<div id="root">' in page
    assert policy.startswith("default-src 'self'; ")
    assert asset == (ROOT / "src/interlink/component/assets/vis-network.min.js").read_bytes()


@contextmanager
def running(installed: Installed, command: Sequence[str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    app = subprocess.Popen(
        [str(installed.bin / command[0]), *command[1:], "--port", port],
        cwd=installed.folder,
        env=installed.environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert app.stderr is not None
        said = app.stderr.readline()
        assert said == f"The explorer is at http://127.0.0.1:{port} (Ctrl-C ends it).\n"
        yield f"http://127.0.0.1:{port}"
    finally:
        app.send_signal(signal.SIGTERM)
        app.wait(timeout=30)
