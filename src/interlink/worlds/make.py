"""`interlink world make`: a world's files, its truth and its questions in a folder, whole or not at all."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from interlink.errors import LoadError, UnknownName, nearest
from interlink.lake.durable import sync_folder
from interlink.worlds.block import Block, draw_block
from interlink.worlds.gather import gather
from interlink.worlds.hardness import find_breaks
from interlink.worlds.lookalikes import Lookalike
from interlink.worlds.making import Making
from interlink.worlds.noise import Noise
from interlink.worlds.plant import plant_block
from interlink.worlds.planting import Draft
from interlink.worlds.sea import read_goods, read_sea
from interlink.worlds.size import size_named
from interlink.worlds.truth import Truth
from interlink.worlds.typologies import TYPOLOGIES

__all__ = ["make_world"]

# How often a typology is drawn again before the seed is given up.
DRAWS = 25
Told = Callable[[str], None]


def make_world(
    name: str,
    *,
    size: str,
    seed: int,
    folder: Path,
    noise: Noise | None = None,
    typologies: Sequence[str] = (),
    check: bool = True,
    tell: Told = lambda _: None,
) -> Truth:
    """Writes a world into the folder, which must be empty or not be there: the same seed, the same bytes.

    Only these `typologies` are planted where any is named. With `check` the first block, which of a small or
    medium world is all of it, is measured before it counts: the typologies that a naive method finds (see
    `hardness.LIMITS`) are drawn again. `tell` is told how it goes. The `same_as` of what is returned is used
    up; `read_truth` gives it.

    Raises
    ------
    UnknownName   no such size or typology
    LoadError     the seed is negative; the folder is not empty, is being written or cannot be; or the limits
                  cannot be kept
    """
    sized = size_named(size)
    for typology in typologies:
        if typology not in TYPOLOGIES:
            known = ", ".join(TYPOLOGIES)
            raise UnknownName(
                f"no typology '{typology}'; expected one of {known}.{nearest(typology, TYPOLOGIES)}"
            )
    if seed < 0:
        raise LoadError(f"seed {seed}: expected a whole number from 0 on")
    with new_folder(folder.resolve()) as part:
        making = Making(name, sized, seed, part, noise or Noise())
        return write_blocks(making, tuple(typologies) or tuple(TYPOLOGIES), check=check, tell=tell)


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, which becomes `folder` once all is written, and is gone where anything fails.

    What a process that was killed left beside it is taken away. Two at once: the second is refused.

    Raises
    ------
    LoadError   the folder is not empty, is being written, or cannot be written
    """
    part = folder.with_name(f".{folder.name}.part")
    lock = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        refuse_full(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with lock.acquire(timeout=0):
            try:
                refuse_full(folder)
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                yield part
                part.replace(folder)
                sync_folder(folder.parent)
            finally:
                shutil.rmtree(part, ignore_errors=True)
                # while it is held: whoever waits for it looks for another
                Path(lock.lock_file).unlink(missing_ok=True)
    except Timeout:
        raise LoadError(f"{folder}: another process is making a world here. Wait for it.") from None
    except OSError as error:
        raise LoadError(
            f"{folder}: cannot be written: {error.strerror or error}. Check its rights and the disk."
        ) from None


def refuse_full(folder: Path) -> None:
    """Refuses a folder with anything in it.

    Raises
    ------
    LoadError   it is not empty, or a file
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise LoadError(
            f"{folder}: expected an empty folder or none, found files. Name another, or empty it."
        )
    if folder.exists() and not folder.is_dir():
        raise LoadError(f"{folder}: is a file, expected an empty folder or none. Name another.")


def write_blocks(making: Making, typologies: Sequence[str], *, check: bool, tell: Told) -> Truth:
    """All blocks of a world, one after the other."""
    size, seed = making.size, making.seed
    sea, goods = read_sea(size.corridors), read_goods()
    draws = 0
    for number in range(size.blocks):
        order = sorted(set(typologies), key=list(TYPOLOGIES).index)
        ordinary = draw_block(seed, number, size, sea, goods)
        attempts: Counter[str] = Counter()
        while True:
            block, drafts, placed = plant_block(
                ordinary, seed, of_each=size.networks, attempts=attempts, typologies=order
            )
            draws += 1
            # what holds in the first of many holds in their mean: a large world is no measure's whole day
            easy = set() if number or not check else too_easy(making, block, drafts, placed)
            if not easy:
                break
            tell(f"block {number + 1} of {size.blocks}: drawn again: {', '.join(sorted(easy))}")
            attempts.update(easy)
            # what is hard enough is planted before what is drawn again, and so stays as it is
            order.sort(key=lambda typology: typology in easy)
            if max(attempts.values()) >= DRAWS:
                raise LoadError(
                    f"seed {seed}, size {size.name}: naive methods still find {', '.join(sorted(easy))} "
                    f"after {DRAWS} draws. Take another seed, or less noise."
                )
        making.add(block, drafts, placed)
        tell(f"block {number + 1} of {size.blocks}: {sum(making.files.records.values()):,} records")
    return making.finish(draws)


def too_easy(making: Making, block: Block, drafts: Sequence[Draft], placed: Sequence[Lookalike]) -> set[str]:
    """The typologies of a block that a naive method finds too much of, measured on its files."""
    trial = making.aside(making.folder / "trial")
    trial.add(block, drafts, placed)
    truth = trial.truth(0)
    found = find_breaks(gather(trial.folder), replace(truth, same_as=tuple(truth.same_as)))
    shutil.rmtree(trial.folder)
    return {each.typology for each in found}
