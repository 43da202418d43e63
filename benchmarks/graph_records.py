"""Invented records for the graph's benchmark: subscribers, a company register and calls, as three sources.

At full size they make 200,000 nodes and 500,000 links: 100,000 people, 80,000 phones and 20,000
companies; 100,000 uses, 50,000 holdings, 30,000 offices, 240,000 calls and the totals of 80,000 pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

__all__ = ["SOURCES", "Size", "write_changes", "write_records", "write_unchanged"]

HEAD = "publisher: {name: An agency}\nlicence: None\nfile: {format: csv}\n"
SOURCES = {
    "subscribers": "source: subscribers\ntitle: Subscribers\ndelivery: full\n"
    'marking: {source_grade: A, information_grade: "2", handling: H1}\n'
    + HEAD
    + """
entities:
  person:
    schema: Person
    key: [id]
    required: true
    properties: {name: name, first_name: first, last_name: last, birth_date: born, nationality: country}
  phone: {schema: Phone, properties: {number: phone, country: country}}
links:
  uses: {schema: Uses, source: person, target: phone, properties: {since: since, role: {literal: subscriber}}}
""",
    "companies": "source: companies\ntitle: Company register\ndelivery: full\n"
    'marking: {source_grade: A, information_grade: "1", handling: H0}\n'
    + HEAD
    + """
entities:
  company:
    schema: Company
    key: [number]
    required: true
    properties: {name: company, registration_number: number, jurisdiction: country, incorporated_on: founded}
  person:
    schema: Person
    key: [id]
    properties: {name: name, birth_date: born, nationality: country}
links:
  owns:
    schema: Owns
    source: person
    target: company
    where: {kind: owner}
    properties: {share_percent: share, since: since}
  directs:
    schema: Directs
    source: person
    target: company
    where: {kind: director}
    properties: {role: kind, since: since}
""",
    "calls": "source: calls\ntitle: Call records\ndelivery: increment\n"
    'marking: {source_grade: A, information_grade: "1", handling: H1}\n'
    + HEAD
    + """
entities:
  caller: {schema: Phone, properties: {number: caller}}
  callee: {schema: Phone, properties: {number: callee}}
links:
  call:
    schema: Called
    source: caller
    target: callee
    required: true
    properties: {at: at, duration_s: duration_s, cell: cell}
""",
}
FIRST = np.array(["Ada", "Bo", "Cyra", "Dov", "Elin", "Faris", "Gita", "Hana", "Ivo", "Juno", "Kai", "Lune"])
LAST = np.array(
    ["Arden", "Brook", "Calder", "Dunmore", "Ester", "Fenwick", "Garrow", "Holm", "Ilves", "Jarl"]
)
COUNTRIES = np.array(["NL", "BE", "DE", "FR", "PL"])
DAY = 86_400
START = 1_700_000_000


@dataclass(frozen=True)
class Size:
    """How many of what; every number is a part of these 200,000 nodes and 500,000 links."""

    scale: float = 1.0

    def of(self, rows: int) -> int:
        """That many rows at this size."""
        return round(rows * self.scale)


def write_records(folder: Path, size: Size, *, seed: int = 7) -> dict[str, Path]:
    """The files of the first delivery of each source, written to `folder`."""
    chance = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    frames = {
        "subscribers": _subscribers(size, chance),
        "companies": _companies(size, chance),
        "calls": _calls(size, chance),
    }
    return {name: _written(folder / f"{name}.csv", frame) for name, frame in frames.items()}


def write_changes(files: dict[str, Path], folder: Path, *, turn: int = 0) -> dict[str, Path]:
    """The files of a delivery after it, in which one record of a hundred is another; `turn` says which."""
    chance = np.random.default_rng(100 + turn)
    folder.mkdir(parents=True, exist_ok=True)
    first = {name: pl.read_csv(path, infer_schema=False) for name, path in files.items()}
    chosen = pl.int_range(pl.len()) % 100 == turn
    name = pl.when(chosen).then(pl.col("name") + " II").otherwise("name").alias("name")
    since = pl.when(chosen).then(pl.lit(f"2025-01-{1 + turn:02}")).otherwise("since").alias("since")
    again = first["calls"].gather_every(100, turn)
    moments = pl.Series("at", _moments(chance, again.height, START + 400 * DAY))
    frames = {
        "subscribers": first["subscribers"].with_columns(name),
        "companies": first["companies"].with_columns(since),
        "calls": again.with_columns(moments),
    }
    return {name: _written(folder / f"{name}.csv", frame) for name, frame in frames.items()}


def write_unchanged(before: Path, folder: Path) -> dict[str, Path]:
    """The files of a delivery that says what the one in `before` said, in another order."""
    folder.mkdir(parents=True, exist_ok=True)
    return {
        name: _written(
            folder / f"{name}.csv", pl.read_csv(before / f"{name}.csv", infer_schema=False).reverse()
        )
        for name in ("subscribers", "companies")
    }


def _subscribers(size: Size, chance: np.random.Generator) -> pl.DataFrame:
    """A row for each person and phone."""
    people, phones, rows = size.of(60_000), size.of(80_000), size.of(100_000)
    person = np.arange(rows) % people
    first, last = chance.choice(FIRST, people), chance.choice(LAST, people)
    return pl.DataFrame(
        {
            "id": [f"S{number:06}" for number in person],
            "first": first[person],
            "last": last[person],
            "born": _days(chance, people, -1_000_000_000)[person],
            "country": chance.choice(COUNTRIES, people)[person],
            "phone": _numbers(np.arange(rows) % phones),
            "since": _days(chance, rows, START - 900 * DAY),
        }
    ).with_columns(name=pl.concat_str("first", "last", separator=" "))


def _companies(size: Size, chance: np.random.Generator) -> pl.DataFrame:
    """A row for each holding and office."""
    companies, people, owners, rows = (size.of(count) for count in (20_000, 40_000, 50_000, 80_000))
    company = np.arange(rows) % companies
    person = (np.arange(rows) + 13 * (np.arange(rows) // people)) % people
    names = np.array([f"{name} Trading" for name in LAST])
    return pl.DataFrame(
        {
            "number": [f"C{number:06}" for number in company],
            "company": chance.choice(names, companies)[company],
            "country": chance.choice(COUNTRIES, companies)[company],
            "founded": _days(chance, companies, 600_000_000)[company],
            "kind": np.where(np.arange(rows) < owners, "owner", "director"),
            "id": [f"R{number:06}" for number in person],
            "name": chance.choice(FIRST, people)[person],
            "born": _days(chance, people, -1_000_000_000)[person],
            "share": chance.integers(1, 76, rows),
            "since": _days(chance, rows, START - 900 * DAY),
        }
    )


def _calls(size: Size, chance: np.random.Generator) -> pl.DataFrame:
    """A row for each call; a few phones make most of them."""
    phones, pairs, rows = size.of(80_000), size.of(80_000), size.of(240_000)
    callers = (phones * chance.random(3 * pairs) ** 3).astype(np.int64)
    ends = pl.DataFrame({"caller": callers, "callee": chance.integers(0, phones, 3 * pairs)})
    known = ends.filter(pl.col("caller") != pl.col("callee")).unique(maintain_order=True).head(pairs)
    drawn = np.concatenate([np.arange(pairs), chance.integers(0, pairs, rows - pairs)])
    return pl.DataFrame(
        {
            "caller": _numbers(known["caller"].to_numpy()[drawn]),
            "callee": _numbers(known["callee"].to_numpy()[drawn]),
            "at": _moments(chance, rows, START),
            "duration_s": chance.integers(1, 3_600, rows),
            "cell": [f"204-04-{cell:05}" for cell in chance.integers(0, 4_000, rows)],
        }
    )


def _numbers(numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[str]:
    return [f"+316{10_000_000 + number}" for number in numbers]


def _days(chance: np.random.Generator, rows: int, start: int) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """Days of the 9,000 after a moment."""
    days = np.datetime64(start, "s") + chance.integers(0, 9_000, rows) * np.timedelta64(DAY, "s")
    return np.datetime_as_string(days, unit="D")


def _moments(chance: np.random.Generator, rows: int, start: int) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """Moments of the year after one, in UTC."""
    moments = np.datetime64(start, "s") + chance.integers(0, 365 * DAY, rows) * np.timedelta64(1, "s")
    return np.datetime_as_string(moments, unit="s", timezone="UTC")


def _written(path: Path, frame: pl.DataFrame) -> Path:
    frame.write_csv(path)
    return path
