"""Sample graphs, loaded through the pipeline: a folder in `sample_graphs/`, each file named after its source.

A folder may hold a source of its own, `SOURCE.yaml` beside `SOURCE.csv`, where no shipped one fits.
"""

from __future__ import annotations

from pathlib import Path

from homes import Home
from interlink.sources import find_source, source_files

__all__ = ["SAMPLE_GRAPHS", "sample_files", "sample_home"]

SAMPLE_GRAPHS = Path(__file__).parents[2] / "sample_graphs"


def sample_files(name: str) -> dict[str, Path]:
    """The deliveries of a sample graph by source; other files, such as answers, are none."""
    folder = SAMPLE_GRAPHS / name
    assert folder.is_dir(), (
        f"no sample graph '{name}'; there are {sorted(p.name for p in SAMPLE_GRAPHS.iterdir())}"
    )
    known = source_files(folder)
    found = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix != ".yaml"}
    return {source: path for source, path in found.items() if source in known}


def sample_home(name: str, root: Path) -> Home:
    """A home with the sample graph's records loaded."""
    home = Home(root)
    for source, path in sample_files(name).items():
        home.loader.run(find_source(source, SAMPLE_GRAPHS / name), [path])
    return home
