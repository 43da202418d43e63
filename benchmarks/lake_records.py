"""Invented records for the lake's benchmarks: calls as CSV, visitors as JSON lines, and their sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["CALLS", "CONTACTS", "VISITORS", "call_frame", "changed", "contact_frame", "write_visitors"]

Ints: TypeAlias = npt.NDArray[np.int64]

HEAD = "publisher: {name: An agency}\nlicence: None\n"
CALLS = (
    "source: calls\ntitle: Calls\ndelivery: DELIVERY\n"
    'marking: {source_grade: A, information_grade: "1", handling: H1}\nhints: {country: NL}\n'
    + HEAD
    + """
file: {format: csv}
entities:
  caller: {schema: Phone, properties: {number: caller}}
  callee: {schema: Phone, properties: {number: callee}}
links:
  call:
    schema: Called
    source: caller
    target: callee
    required: true
    properties: {at: started_at, duration_s: duration_s, cell: cell, imei: imei}
"""
)
VISITORS = (
    "source: visitors\ntitle: Visitors\ndelivery: full\n"
    + HEAD
    + """
file:
  format: jsonl
  tables:
    visitor: {path: /}
    passport: {path: passports, parent: visitor}
entities:
  visitor:
    schema: Person
    key: [id]
    required: true
    properties: {name: name, alias: aliases, birth_date: born, nationality: home/country}
  passport: {table: passport, schema: Passport, properties: {number: number, country: country}}
links:
  holds: {table: passport, schema: Holds, source: visitor, target: passport}
"""
)
CONTACTS = (
    "source: contacts\ntitle: Contacts\ndelivery: full\n"
    + HEAD
    + """
file: {format: csv}
entities:
  person: {schema: Person, key: [id], required: true, properties: {name: name}}
  friend: {schema: Person, key: [friend]}
links:
  knows: {schema: Knows, source: person, target: friend}
"""
)
# 1 January 2026, and the seconds of eight months
START, SPAN = 1_767_225_600, 240 * 86_400
SYLLABLES = (
    "ba",
    "dor",
    "el",
    "fin",
    "gal",
    "hem",
    "is",
    "jor",
    "kal",
    "lun",
    "mar",
    "nev",
    "or",
    "pel",
    "rav",
)
COUNTRIES = ("NL", "BE", "DE", "FR", "PL")


def call_frame(rows: int, *, seed: int = 1) -> pl.DataFrame:
    """So many calls among a fifth as many phones, in order of time; a few phones make most of them."""
    chance = np.random.default_rng(seed)
    phones = max(2, rows // 5)
    # 7,919 is a prime that divides no power of ten, so that no two numbers are alike
    numbers = pl.Series([f"+316{10_000_000 + 7_919 * n % 90_000_000}" for n in range(phones)])
    handsets = pl.Series(chance.integers(10**14, 10**15, phones)).cast(pl.String)
    cells = pl.Series([f"204-08-{n % 8_999 + 1_000}-{n * 17 % 50_000 + 10_000}" for n in range(20_000)])
    caller = _skewed(chance, rows, phones, 2.0)
    callee = _skewed(chance, rows, phones, 1.5)
    callee = np.where(caller == callee, (callee + 1) % phones, callee)
    at = pl.Series(np.sort(chance.integers(START, START + SPAN, rows)) * 1_000_000).cast(pl.Datetime("us"))
    return pl.DataFrame(
        {
            "caller": numbers.gather(caller),
            "callee": numbers.gather(callee),
            "started_at": at.dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "duration_s": (chance.exponential(95, rows) + 4).astype(np.int64),
            "cell": cells.gather((caller * 7 + chance.integers(0, 2, rows)) % cells.len()),
            "imei": handsets.gather(caller),
        }
    )


def changed(calls: pl.DataFrame, *, turn: int = 1) -> pl.DataFrame:
    """The calls with one of a hundred lasting longer, others at each turn."""
    is_changed = pl.int_range(pl.len()) % 100 == turn % 100
    lasting = pl.col("duration_s").cast(pl.Int64)
    return calls.with_columns(
        pl.when(is_changed).then(lasting + 10_000 * turn).otherwise(lasting).alias("duration_s")
    )


def contact_frame(rows: int, *, seed: int = 2) -> pl.DataFrame:
    """So many people with names of two or three words, each with one of the others as a friend."""
    chance = np.random.default_rng(seed)
    words = pl.Series([f"{a}{b}{c}".capitalize() for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES])
    parts = [words.gather(chance.integers(0, words.len(), rows)).alias(str(n)) for n in range(3)]
    middle = pl.when(pl.int_range(pl.len()) % 3 == 0).then(pl.col("1"))
    return pl.DataFrame(parts).select(
        pl.int_range(pl.len()).cast(pl.String).alias("id"),
        pl.concat_str(pl.col("0"), middle, pl.col("2"), separator=" ", ignore_nulls=True).alias("name"),
        pl.Series("friend", chance.integers(0, rows, rows)).cast(pl.String),
    )


def write_visitors(file: Path, rows: int, *, seed: int = 3) -> Path:
    """So many visitors, a line each: none to three other names, one or two passports."""
    chance = np.random.default_rng(seed)
    names = contact_frame(rows + 3, seed=seed)["name"].to_list()
    others, passports = chance.integers(0, 4, rows).tolist(), chance.integers(1, 3, rows).tolist()
    days = np.datetime_as_string(
        np.datetime64("1950-01-01") + chance.integers(0, 18_000, rows), unit="D"
    ).tolist()
    with file.open("w", encoding="utf-8") as out:
        for n in range(rows):
            country = COUNTRIES[n % len(COUNTRIES)]
            visitor = {
                "id": str(n),
                "name": names[n],
                "aliases": names[n + 1 : n + 1 + others[n]],
                "born": days[n],
                "home": {"country": country},
                "passports": [{"number": f"P{n:07}{m}", "country": country} for m in range(passports[n])],
            }
            out.write(json.dumps(visitor) + "\n")
    return file


def _skewed(chance: np.random.Generator, rows: int, most: int, power: float) -> Ints:
    """Numbers below `most`, the small ones more often."""
    return np.asarray(chance.random(rows) ** power * most, dtype=np.int64)
