"""What the documents show is what happens: tutorial, README, the pages on sources and on worlds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pytest

from interlink.mapping.source_file import parse_source
from interlink.sources import find_source, shelf
from interlink.worlds.judging import LIMITS
from interlink.worlds.ordinary.size import SIZES
from interlink.worlds.typologies import TYPOLOGIES
from interlink.worlds.writing.noise import Noise

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"
README = ROOT / "README.md"
SOURCES = ROOT / "docs" / "sources.md"
WORLDS = ROOT / "docs" / "worlds.md"
# Runs a command and says which files of JSON it opens, in order.
WATCHED = """
import sys

def told(event, given):
    if event == "open" and str(given[0]).endswith(".json"):
        print("opened", given[0], file=sys.stderr)

sys.addaudithook(told)
from interlink.cli import main
main()
"""


@dataclass(frozen=True)
class Step:
    """A command and the lines that its output must have, in order; `...` stands for anything."""

    command: str
    shown: tuple[str, ...]


def steps(text: str) -> Iterator[Step]:
    for block in re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield Step(command, tuple(line for line in shown.splitlines() if line.strip()))


def as_pattern(line: str) -> str:
    """The line as a regular expression: blanks may be more, `...` is anything."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in line.split("...")]
    return r".*".join(parts)


@contextmanager
def desk_in(folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder to work in, and an environment with a home of its own and `interlink` on the path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {
        **os.environ,
        "PATH": path,
        "INTERLINK_HOME": str(folder / "home"),
        "INTERLINK_GRAPH_HEAP": "1g",
    }
    yield folder, environment
    subprocess.run(
        ["interlink", "graph", "stop"], env=environment, cwd=folder, check=False, capture_output=True
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    with desk_in(tmp_path_factory.mktemp("tutorial")) as found:
        yield found


def follow(page: Path, folder: Path, environment: dict[str, str]) -> int:
    """Runs the commands of a page, which must succeed and say what it shows; gives how many there were."""
    run = 0
    for step in steps(page.read_text(encoding="utf-8")):
        done = subprocess.run(
            ["bash", "-c", step.command],
            env=environment,
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"$ {step.command}\n{said}"
        at = 0
        for line in step.shown:
            found = re.compile(as_pattern(line)).search(said, at)
            assert found, f"$ {step.command}\nexpected, after position {at}: {line}\n{said}"
            at = found.end() if line.strip() != "..." else at
        run += 1
    return run


def test_every_command_of_the_tutorial_gives_what_it_shows(desk: tuple[Path, dict[str, str]]) -> None:
    assert follow(TUTORIAL, *desk) >= 10


def test_a_world_is_made_loaded_and_scored_as_its_page_says(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        assert follow(WORLDS, *desk) == 6


def fenced(page: Path, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


def test_the_python_of_the_readme_runs_on_the_sample_world(desk: tuple[Path, dict[str, str]]) -> None:
    folder, environment = desk
    (code,) = fenced(README, "python")
    for command in (
        ["interlink", "demo", "--no-browser"],
        [sys.executable, "-c", code + "print(len(finding.frame()))"],
    ):
        done = subprocess.run(
            command, env=environment, cwd=folder, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    assert int(done.stdout) > 300


def test_the_demo_prints_what_the_readme_shows(desk: tuple[Path, dict[str, str]]) -> None:
    folder, environment = desk
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, "demo", "--no-browser"],
        env=environment,
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    opened = re.findall(r"^opened .*/harbour/(\S+)$", done.stderr, re.MULTILINE)
    shown = next(block for block in fenced(README, "") if block.startswith("question"))

    printed = [line.split() for line in done.stdout.splitlines()]
    assert [line.split() for line in shown.splitlines()] == printed[-5:]
    # what is planted is read once, after everything else, and the truth never
    assert (opened[-1], opened.count("expected.json"), opened.count("truth.json")) == ("expected.json", 1, 0)


def test_the_sources_on_the_page_of_sources_are_right() -> None:
    whole, extending = fenced(SOURCES, "yaml")
    spec = parse_source(extending, "bills_of_our_carrier.yaml", extended=shelf().fields)

    assert parse_source(whole, "phone_book.yaml").source == "phone_book"
    assert (spec.extends, spec.file.sheet, "carried_by" in spec.links) == ("bills_of_lading", "Bills", False)
    assert spec.entities == find_source("bills_of_lading").entities


def test_the_page_of_worlds_names_every_typology_dial_and_size() -> None:
    text = WORLDS.read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE))

    assert named == {*TYPOLOGIES, *SIZES, *(dial.name for dial in fields(Noise))}
    defaults = dict(re.findall(r"^\| `(\w+)` \| (0\.\d+) \|", text, re.MULTILINE))
    assert defaults == {name: str(share) for name, share in asdict(Noise()).items()}


def test_the_hardness_on_the_page_of_worlds_keeps_the_limits() -> None:
    rows = re.findall(r"^\| (medium|small) (\d) \|(.*)\|$", WORLDS.read_text(encoding="utf-8"), re.MULTILINE)

    assert [(size, seed) for size, seed, _ in rows] == [
        (s, str(n)) for s in ("medium", "small") for n in range(1, 6)
    ]
    most = (LIMITS.recall, LIMITS.recall, LIMITS.recall, LIMITS.auc, LIMITS.chains)
    for size, seed, cells in rows:
        found = [float(cell) for cell in cells.split("|")[:5]]
        assert all(one <= limit for one, limit in zip(found, most, strict=True)), (size, seed)
