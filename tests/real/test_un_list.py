"""The UN list in two editions: counts that anybody can check in the files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import interlink as il
from interlink.errors import StaleEdition

OLD, NEW = "UN_consolidated_2020-11.xml", "UN_consolidated_watchman.xml"


@pytest.fixture(scope="module")
def lists(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue("shared_data")
    return folder / "sanctions" / "un"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[il.Workspace]:
    opened = il.open(tmp_path_factory.mktemp("un"))
    yield opened
    opened.graph_stop()
    opened.close()


@pytest.fixture(scope="module")
def loaded(workspace: il.Workspace, lists: Path) -> tuple[il.Workspace, datetime]:
    """The workspace after both editions, and a moment between the two loads."""
    workspace.load("un_sc", [lists / OLD])
    between = datetime.now(UTC)
    workspace.load("un_sc", [lists / NEW])
    return workspace, between


def ids(workspace: il.Workspace, kind: str, **when: object) -> set[str]:
    return set(workspace.project(nodes=[kind], links=[], **when).ids)  # type: ignore[arg-type]


def published(file: Path, element: str) -> set[str]:
    """The DATAIDs of a kind, found without our reader."""
    text = file.read_text(encoding="utf-8")
    return set(re.findall(rf"<{element}>\s*<DATAID>(\d+)</DATAID>", text))


@pytest.mark.parametrize(("kind", "old", "new"), [("Person", 703, 730), ("Organization", 390, 273)])
def test_each_edition_is_there_as_it_was_known(
    loaded: tuple[il.Workspace, datetime], kind: str, old: int, new: int
) -> None:
    workspace, between = loaded

    assert (len(ids(workspace, kind, as_of=between)), len(ids(workspace, kind))) == (old, new)


@pytest.mark.parametrize(
    ("kind", "element", "appear", "vanish"),
    [("Person", "INDIVIDUAL", 81, 54), ("Organization", "ENTITY", 31, 148)],
)
def test_who_appears_and_who_vanishes_equals_the_files(
    loaded: tuple[il.Workspace, datetime], lists: Path, kind: str, element: str, appear: int, vanish: int
) -> None:
    workspace, between = loaded
    prefix = f"un_sc:{kind.lower()}:"
    before, after = ids(workspace, kind, as_of=between), ids(workspace, kind)
    old, new = (published(lists / name, element) for name in (OLD, NEW))

    assert (len(after - before), len(before - after)) == (appear, vanish)
    assert {each.removeprefix(prefix) for each in after - before} == new - old
    assert {each.removeprefix(prefix) for each in before - after} == old - new


def test_the_graph_holds_the_newest_edition(loaded: tuple[il.Workspace, datetime]) -> None:
    workspace, _ = loaded
    rows = workspace.cypher(
        "MATCH (n) WHERE n:Person OR n:Organization RETURN labels(n) AS labels, count(*) AS n ORDER BY n"
    ).rows

    assert rows == ((["Organization", "Party"], 273), (["Party", "Person"], 730))


def test_loading_the_same_edition_again_changes_nothing(
    loaded: tuple[il.Workspace, datetime], lists: Path
) -> None:
    workspace, _ = loaded
    report = workspace.load("un_sc", [lists / NEW])

    assert (report.fragments_added, report.fragments_retired, report.records) == (0, 0, 1003)


def test_an_older_edition_is_refused(loaded: tuple[il.Workspace, datetime], lists: Path) -> None:
    workspace, _ = loaded
    with pytest.raises(StaleEdition, match=r"older than the committed one of 2026-02-27.*--allow-older"):
        workspace.load("un_sc", [lists / OLD])

    assert len(ids(workspace, "Person")) == 730


def test_a_person_leads_back_to_the_record_as_received(
    loaded: tuple[il.Workspace, datetime], lists: Path
) -> None:
    workspace, _ = loaded
    card = workspace.card("un_sc:person:6907993")

    (evidence,) = card.evidence
    assert (card.caption, evidence.source, evidence.locator) == (
        "ERIC BADEGE",
        "un_sc",
        "/CONSOLIDATED_LIST/INDIVIDUALS/INDIVIDUAL[1]",
    )
    assert evidence.file == "66b392a4090868d2d39161e8d748efd39138377b0e6e60b7921aa67a4f99c8bf"
    assert evidence.record is not None
    assert "<DATAID>6907993</DATAID>" in evidence.record
