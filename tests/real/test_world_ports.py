"""Ports of generated worlds are in the list of UNECE Recommendation 16."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl

from interlink.worlds.facts.geography import ports

DEGREE = 0.5
# The list has Yantian in another province.
WRONG_IN_THE_LIST = {"CNYTN"}


def listed(folder: Path) -> dict[str, str]:
    """Coordinates of each code, empty where the list has none."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("unlocode_*_part*.csv")):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            found.update({row[1] + row[2]: row[10] for row in csv.reader(file) if len(row) > 10 and row[2]})
    return found


def degrees(text: str) -> tuple[float, float]:
    """North and east of `5155N 00430E`."""
    north, east = text.split()
    latitude = int(north[:2]) + int(north[2:4]) / 60
    longitude = int(east[:3]) + int(east[3:5]) / 60
    return latitude * (1 if north[-1] == "N" else -1), longitude * (1 if east[-1] == "E" else -1)


def test_every_port_of_a_world_is_listed_where_it_lies(shared_data: Path) -> None:
    codes = listed(shared_data / "reference" / "unlocode")
    known = ports()

    assert known.filter(~pl.col("code").is_in(list(codes)))["code"].to_list() == []
    far = []
    for row in known.iter_rows(named=True):
        text = codes[row["code"]].strip()
        if text and row["code"] not in WRONG_IN_THE_LIST:
            north, east = degrees(text)
            if abs(north - row["latitude"]) > DEGREE or abs(east - row["longitude"]) > DEGREE:
                far.append((row["code"], row["latitude"], row["longitude"], text))
    assert far == []
