"""A world is written whole or not at all: bad input, two at once, a process that is killed, no rights."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from command_line import interlink
from interlink.errors import LoadError, UnknownName
from interlink.worlds.making import make_world
from interlink.worlds.truth import read_truth

# Makes a world as a person does, and ends in the middle of it.
KILLED = """
import sys
from pathlib import Path
from interlink.worlds.making import make_world

def say(words):
    print(words, flush=True)
    sys.stdin.read()

make_world("killed", size="small", seed=7, folder=Path(sys.argv[1]), check=False, tell=say)
"""


def refused(folder: Path, **changes: object) -> str:
    given = {"size": "small", "seed": 7, "folder": folder, "check": False, **changes}
    with pytest.raises((LoadError, UnknownName)) as caught:
        make_world("delta", **given)
    return str(caught.value)


def test_a_folder_with_files_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")

    said = refused(tmp_path)

    assert said == f"{tmp_path}: expected an empty folder or none, found files. Name another, or empty it."
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "world"
    place.write_text("mine", encoding="utf-8")

    assert refused(place) == f"{place}: is a file, expected an empty folder or none. Name another."
    assert place.read_text(encoding="utf-8") == "mine"


def test_a_place_inside_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    said = refused(tmp_path / "file/world")

    assert said.startswith(f"{tmp_path}/file/world: cannot be written: ")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"size": "smal"},
            "no world size 'smal'; expected one of small, medium, large. Did you mean 'small'?",
        ),
        ({"typologies": ["smurfing"]}, "no typology 'smurfing'; expected one of drug-importation, "),
        ({"typologies": ["shell-lader"]}, "Did you mean 'shell-ladder'?"),
        ({"seed": -1}, "seed -1: expected a whole number from 0 on"),
    ],
)
def test_what_is_not_known_is_named_and_nothing_is_written(
    tmp_path: Path, given: dict[str, object], said: str
) -> None:
    assert said in refused(tmp_path / "world", **given)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_filled_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "world").mkdir()

    make_world("delta", size="small", seed=7, folder=tmp_path / "world", check=False)

    assert read_truth(tmp_path / "world").world == "delta"
    assert [path.name for path in tmp_path.iterdir()] == ["world"]


def test_two_at_once_the_second_is_refused_and_leaves_the_first_alone(tmp_path: Path) -> None:
    part = tmp_path / ".world.part"
    with FileLock(tmp_path / ".world.lock"):
        part.mkdir()

        said = refused(tmp_path / "world")

        assert said == f"{tmp_path}/world: another process is making a world here. Wait for it."
        # a third is refused as well
        assert refused(tmp_path / "world") == said
        assert part.is_dir()


def test_a_folder_that_fills_while_a_world_is_made_keeps_what_came(tmp_path: Path) -> None:
    def fill(_: str) -> None:
        (tmp_path / "world").mkdir()
        (tmp_path / "world/notes.txt").write_text("mine", encoding="utf-8")

    said = refused(tmp_path / "world", tell=fill)

    assert said.startswith(f"{tmp_path}/world: cannot be written: ")
    assert [path.name for path in tmp_path.rglob("*")] == ["world", "notes.txt"]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def stop(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_world("delta", size="small", seed=7, folder=tmp_path / "world", check=False, tell=stop)

    assert list(tmp_path.iterdir()) == []


def test_a_process_killed_while_it_writes_leaves_no_world_and_the_next_succeeds(tmp_path: Path) -> None:
    folder = tmp_path / "world"
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert "records" in process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    left = sorted(path.name for path in tmp_path.iterdir())

    make_world("delta", size="small", seed=7, folder=folder, check=False)

    assert left == [".world.lock", ".world.part"]
    assert read_truth(folder).world == "delta"
    assert [path.name for path in tmp_path.iterdir()] == ["world"]


def test_the_command_says_what_is_wrong_with_its_exit_code(tmp_path: Path) -> None:
    home, place = tmp_path / "home", tmp_path / "place"
    place.mkdir(mode=0o500)
    full = tmp_path / "full"
    full.mkdir()
    (full / "notes.txt").touch()

    def make(folder: Path, *more: str, **limits: object) -> tuple[int, str]:
        ended = interlink(home, "world", "make", "delta", "--out", str(folder), *more, **limits)
        return ended.returncode, ended.stderr

    code, said = make(place / "world", bound=True)
    assert (code, said) == (
        1,
        f"error: {place}/world: cannot be written: Permission denied. Check its rights and the disk.\n",
    )
    code, said = make(tmp_path / "world", largest_file=50_000)
    assert code == 1
    assert said.startswith(f"error: {tmp_path}/world: cannot be written: File too large.")
    assert make(full)[0] == 1
    assert make(tmp_path / "world", "--size", "smal") == (
        1, "error: no world size 'smal'; expected one of small, medium, large. Did you mean 'small'?\n",
    )  # fmt: skip
    assert make(tmp_path / "world", "--noise", "mising=1")[0] == 1
    assert make(tmp_path / "world", "--seed", "-1")[0] == 2
    assert interlink(home, "world", "make", "delta").returncode == 2
    assert not (tmp_path / "world").exists()


def test_a_link_to_an_empty_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "world").symlink_to(tmp_path / "disk")

    make_world("delta", size="small", seed=7, folder=tmp_path / "world", check=False)

    assert read_truth(tmp_path / "disk").world == "delta"
    assert (tmp_path / "world").is_symlink()
