"""truth.json and questions.json of a world folder, written line by line and checked whole when read."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import IO, Any, TypeAlias

import polars as pl
from pydantic import TypeAdapter, ValidationError

from interlink.errors import ReadError, nearest
from interlink.lake.durable import sync_folder
from interlink.worlds.finding.gather import FILES, QUESTIONS, Question
from interlink.worlds.truth.planted import ALL_TYPOLOGIES, Member, Network, Truth

__all__ = ["TRUTH", "digest_file", "missing_sources", "read_truth", "write_questions", "write_truth"]

TRUTH = "truth.json"
FORMAT = 1
# More problems than a reader takes in.
SHOWN = 40
LISTS = ("networks", "lookalikes", "same_as")
Clusters: TypeAlias = list[list[str]]


def write_truth(folder: Path, truth: Truth) -> Path:
    """truth.json in the folder, whole or not at all; each network, look-alike and party on its own line."""
    head = {name.name: getattr(truth, name.name) for name in fields(truth) if name.name not in LISTS}
    start = json.dumps({"format": FORMAT, **head}, ensure_ascii=False)

    def lines() -> Iterator[str]:
        yield start[:-1]
        networks = (asdict(network) for network in truth.networks)
        lookalikes = (asdict(lookalike) for lookalike in truth.lookalikes)
        for name, rows in (("networks", networks), ("lookalikes", lookalikes), ("same_as", truth.same_as)):
            yield f',\n "{name}": ['
            between = "\n  "
            for row in rows:
                yield between + json.dumps(row, ensure_ascii=False)
                between = ",\n  "
            yield "\n ]"
        yield "}\n"

    return _written(folder / TRUTH, lines())


def write_questions(folder: Path, questions: Iterable[Question]) -> Path:
    """questions.json in the folder, a question a line."""

    def lines() -> Iterator[str]:
        between = "[\n "
        for question in questions:
            yield between + json.dumps(asdict(question), ensure_ascii=False)
            between = ",\n "
        yield "[]\n" if between == "[\n " else "\n]\n"

    return _written(folder / QUESTIONS, lines())


def digest_file(path: Path) -> str:
    """The sha256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_truth(folder: Path) -> Truth:
    """The truth of the world in the folder, checked whole and against the files that are there.

    A file of the world that is not there is no error: `missing_sources` names it.

    Raises
    ------
    ReadError   there is no truth.json, it is wrong, or a file of the folder is not the one it tells of;
                every problem is in the message, one a line
    """
    path = folder / TRUTH
    if not path.is_file():
        raise ReadError(
            f"{folder}: no {TRUTH}; expected the folder of a world that `interlink world make` wrote"
        )
    try:
        with path.open(encoding="utf-8") as file:
            raw = json.load(file)
    except ValueError as error:
        raise ReadError(f"{path}: not JSON: {error}. Make the world again.") from None
    if not isinstance(raw, dict):
        raise ReadError(f"{path}: expected one object, found {type(raw).__name__}")
    if raw.get("format") != FORMAT:
        raise ReadError(
            f"{path}: format is {raw.get('format')!r}; expected {FORMAT}. This version reads no other:"
            " make the world again."
        )
    problems = list(_misshapen(raw))
    if not problems:
        clusters = tuple(tuple(cluster) for cluster in raw["same_as"])
        stated = {name: value for name, value in raw.items() if name not in ("format", "same_as")}
        truth = replace(TypeAdapter(Truth).validate_python(stated), same_as=clusters)
        problems = [*_wrong(truth), *_mismatched(folder, truth)]
        if not problems:
            return truth
    raise ReadError("\n".join(f"{path}: {problem}" for problem in _shortened(problems)))


def missing_sources(folder: Path, truth: Truth) -> tuple[str, ...]:
    """The sources that the world has and whose file is not in the folder, in the order of `FILES`."""
    return tuple(
        source for source in FILES if source in truth.records and not (folder / FILES[source]).is_file()
    )


def _misshapen(raw: dict[str, Any]) -> Iterator[str]:
    known = {field.name for field in fields(Truth)}
    for name in sorted(set(raw) - known - {"format"}):
        yield f"unknown field '{name}'.{nearest(name, known)}"
    for name in sorted({*LISTS} - set(raw)):
        yield f"field '{name}' is missing"
    stated = {name: value for name, value in raw.items() if name in known - {"same_as"}}
    yield from _refused(TypeAdapter(Truth), stated)
    yield from _refused(TypeAdapter(Clusters), raw.get("same_as", []), "same_as")


def _refused(expected: TypeAdapter[Any], given: object, *before: str) -> Iterator[str]:
    try:
        expected.validate_python(given)
    except ValidationError as error:
        for each in error.errors():
            place = ".".join(str(part) for part in (*before, *each["loc"]))
            said = (
                "is missing" if each["type"] == "missing" else f"{each['msg']}, found {each['input']!r:.60}"
            )
            yield f"{place}: {said}"


def _wrong(truth: Truth) -> Iterator[str]:
    """What contradicts itself."""
    for source in sorted(set(truth.records) - set(FILES)):
        yield f"records: no source of a world is called '{source}'.{nearest(source, FILES)}"
    for source in sorted(set(truth.records) & set(FILES)):
        if FILES[source] not in truth.files:
            yield f"files: '{FILES[source]}' is missing, of which records counts {truth.records[source]}"
    yield from _wrong_flaws(truth)
    named = [(each.id, "networks") for each in truth.networks]
    named += [(each.id, "lookalikes") for each in truth.lookalikes]
    for (name, where), count in Counter(named).items():
        if count > 1:
            yield f"{where}: id '{name}' is given {count} times"
    for network in truth.networks:
        yield from (f"networks: {network.id}: {problem}" for problem in _wrong_network(network, truth))
    for lookalike in truth.lookalikes:
        if lookalike.resembles not in ALL_TYPOLOGIES:
            hint = nearest(lookalike.resembles, ALL_TYPOLOGIES)
            yield f"lookalikes: {lookalike.id}: unknown typology '{lookalike.resembles}'.{hint}"
        if not lookalike.members:
            yield f"lookalikes: {lookalike.id}: no members"
    seen: Counter[str] = Counter()
    for cluster in truth.same_as:
        if len(cluster) < 2:
            yield f"same_as: {list(cluster)!r}: expected two entities or more"
        seen.update(cluster)
    for entity in sorted(entity for entity, count in seen.items() if count > 1):
        yield f"same_as: entity '{entity}' is given {seen[entity]} times; it is one party's"


def _wrong_flaws(truth: Truth) -> Iterator[str]:
    for place, count in truth.flaws.items():
        source = place.partition(".")[0]
        if source not in truth.records:
            yield f"flaws: '{place}': the world has no such source.{nearest(source, truth.records)}"
        elif not 0 <= count <= truth.records[source]:
            yield f"flaws: '{place}': {count} records; expected 0 to {truth.records[source]}"


def _wrong_network(network: Network, truth: Truth) -> Iterator[str]:
    if network.typology not in ALL_TYPOLOGIES:
        expected = ", ".join(ALL_TYPOLOGIES)
        yield (
            f"unknown typology '{network.typology}'; expected one of {expected}."
            f"{nearest(network.typology, ALL_TYPOLOGIES)}"
        )
    if not network.members:
        yield "no members"
    for party, count in Counter(member.party for member in network.members).items():
        if count > 1:
            yield f"member '{party}' is given {count} times"
    for member in network.members:
        yield from (f"member '{member.party}'{problem}" for problem in _wrong_member(member))
    records = [(source, row) for source, rows in network.records.items() for row in rows]
    records += [link.record for link in network.links]
    records += [record for each in network.timeline for record in each.records]
    records += [record for chain in network.chains for record in chain.records]
    for source, row in sorted(set(records)):
        if source not in truth.records:
            yield f"record {row} of '{source}': the world has no such source.{nearest(source, truth.records)}"
        elif not 1 <= row <= truth.records[source]:
            yield f"record {row} of '{source}': expected 1 to {truth.records[source]}"
    for chain in network.chains:
        if len(chain.steps) < 2 or (chain.steps[0], chain.steps[-1]) != (chain.start, chain.end):
            yield f"chain {chain.start} to {chain.end}: steps begin and end elsewhere"


def _wrong_member(member: Member) -> Iterator[str]:
    if not member.entities:
        yield " has no entities; expected the ids that its records make"
    for means, count in Counter(member.means).items():
        if count > 1:
            yield f": means '{means}' is given {count} times"
    if member.since and member.until and member.since > member.until:
        yield f": since {member.since} is after until {member.until}"


def _mismatched(folder: Path, truth: Truth) -> Iterator[str]:
    """Which files of the folder are not the ones that the truth tells of."""
    for name, stated in sorted(truth.files.items()):
        path = folder / name
        if path.parent != folder:
            yield f"files: '{name}' is not a name of a file of this folder"
        elif path.is_file() and digest_file(path) != stated:
            yield f"files: {name} is not the file that was written: its sha256 differs. Make the world again."
    for source, counted in sorted(truth.records.items()):
        path = folder / FILES.get(source, "")
        if path.is_file() and (found := _count(path)) != counted:
            yield f"records: {path.name} holds {found} records, expected {counted}. Make the world again."


def _count(path: Path) -> int:
    if path.suffix == ".json":
        with path.open(encoding="utf-8") as file:
            return len(json.load(file)["_embedded"]["notices"])
    lazy = pl.scan_csv(path, infer_schema=False, truncate_ragged_lines=True)
    return int(lazy.select(pl.len()).collect().item())


def _shortened(problems: list[str]) -> list[str]:
    more = len(problems) - SHOWN
    return [*problems[:SHOWN], f"and {more} more"] if more > 0 else problems


def _written(path: Path, texts: Iterator[str]) -> Path:
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(texts)
        _flush(file)
    part.replace(path)
    sync_folder(path.parent)
    return path


def _flush(file: IO[str]) -> None:
    file.flush()
    os.fsync(file.fileno())
