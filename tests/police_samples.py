"""The samples of police sources, and what they become."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from interlink.mapping.apply import Mapped, map_batch
from interlink.model.marking import Marking
from interlink.model.schema import load_ontology
from interlink.readers import read_batches
from interlink.sources import find_source

__all__ = ["POLICE", "Police", "changed", "sample"]

SAMPLES = Path(__file__).parent / "sources" / "samples"
POLICE = (
    "diffusions",
    "ecris",
    "missing_persons",
    "nominals",
    "siena_pole",
    "stolen_art",
    "stolen_documents",
    "stolen_vehicles",
)


def sample(source: str) -> Path:
    """The file with a sample of the source."""
    (path,) = SAMPLES.glob(f"{source}.*")
    return path


def changed(text: str, old: str, new: str) -> str:
    """The text with the one place that reads so changed."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


class Police:
    """A delivery of a shipped source as it is mapped; without a text its sample."""

    def __init__(self, source: str, text: str | None = None) -> None:
        self.source = source
        self._markings: list[Marking] = []
        spec = find_source(source)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "delivery"
            path.write_text(sample(source).read_text("utf-8") if text is None else text, encoding="utf-8")
            (batch,) = read_batches(path, spec.file_format())
        self.mapped: Mapped = map_batch(spec, load_ontology(), batch, marking_id=self._number)

    def _number(self, marking: Marking) -> int:
        self._markings.append(marking)
        return len(self._markings) - 1

    def ids(self, schema: str) -> list[str]:
        """The ids of its entities, without what says that they are this source's."""
        return sorted({self._short(each) for each in self.mapped.fragments[schema]["entity"]})

    def rows(self, schema: str, *columns: str) -> list[tuple[Any, ...]]:
        """The distinct rows of these columns, ordered; ids of this source without its name."""
        given = self.mapped.fragments[schema].select(columns).iter_rows()
        found = {str(short): short for short in (tuple(map(self._short, row)) for row in given)}
        return [found[text] for text in sorted(found)]

    def links(self) -> Iterator[str]:
        """Every link as `source TYPE target`, ordered."""
        ontology = load_ontology()
        for name in sorted(self.mapped.fragments):
            if ontology.get(name).is_link:
                for source, target in self.rows(name, "src", "dst"):
                    yield f"{source} {ontology.get(name).graph_name} {target}"

    def markings(self, schema: str, column: str) -> dict[str, Marking]:
        """By the value of a column, how its fragment is marked."""
        found = self.mapped.fragments[schema].select(column, "marking").iter_rows()
        return {self._short(value): self._markings[number] for value, number in found}

    def _short(self, value: Any) -> Any:  # a value of any column
        return value.removeprefix(f"{self.source}:") if isinstance(value, str) else value
