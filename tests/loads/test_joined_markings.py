"""What a table takes from another one keeps the marking of where it comes from, in lake and graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import interlink as il
from homes import Home
from interlink.access.principals import Principal
from interlink.access.rights import EVERY_RIGHT
from interlink.access.view import View
from interlink.errors import SpecError
from interlink.mapping.source_file import parse_source
from interlink.model.marking import Clearance, Marking

BOOK = """\
source: book
title: Phones, their owners and notes on calls
publisher: {name: An agency}
licence: None
delivery: full
marking: {source_grade: B, information_grade: "2", handling: H0}
mark_by: {handling: handling, information_grade: grade}
file:
  format: csv_files
  optional: [owner/grade, phone/handling, call/handling, call/grade]
  tables:
    owner: {path: owners.csv}
    phone: {path: phones.csv, join: {table: owner, by: owner, key: id, take: {called: name}}}
    call:
      path: calls.csv
      join:
        - {table: phone, by: from, key: number, take: {who: called}}
        - {table: phone, by: to, key: number, take: {whom: called}, optional: true}
entities:
  person: {table: owner, schema: Person, key: [id], properties: {name: name}}
  owner: {table: phone, schema: Person, key: [owner], properties: {name: called}}
  phone: {table: phone, schema: Phone, properties: {number: number}}
  caller: {table: call, schema: Phone, properties: {number: from}}
  callee: {table: call, schema: Phone, properties: {number: to}}
links:
  uses: {table: phone, schema: Uses, source: owner, target: phone}
  called: {table: call, schema: Called, source: caller, target: callee, properties: {at: at}}
"""
ONE, TWO, THREE = "+31201230001", "+31201230002", "+31201230003"
FILES = {
    "owners.csv": "id,name,handling\n1,Ada Vell,\n2,Bo Ruun,H2\n3,Cy Dorn,H1\n",
    "phones.csv": f"number,owner,grade\n{ONE},1,\n{TWO},2,\n{THREE},3,4\n",
    "calls.csv": (
        "from,to,at\n"
        f"{ONE},{THREE},2031-01-01T10:00:00Z\n"
        f"{ONE},{TWO},2031-01-02T10:00:00Z\n"
        f"{ONE},+31201230009,2031-01-03T10:00:00Z\n"
    ),
}
PEOPLE = "MATCH (p:Person) RETURN p.name ORDER BY p.name"
USES = "MATCH (:Person)-[u:USES]->(p:Phone) RETURN p.number ORDER BY p.number"
CALLED = "MATCH (:Phone)-[c:CALLED]->(p:Phone) RETURN p.number ORDER BY p.number"


def written(folder: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in FILES]


def marked(home: Home, schema: str, file: str) -> list[Marking]:
    """How the fragments that rows of a file give are marked, in the order of the rows."""
    rows = home.lake.scan(home.ontology.get(schema), home.ledger.committed()).collect()
    known = home.ledger.markings()
    return [known[number] for number in rows.filter(path=file).sort("row")["marking"]]


def handled(*codes: str, grade: str = "2") -> Marking:
    return Marking("B", grade, codes)


def test_a_row_is_marked_like_itself_and_what_it_takes_from(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.loader.run(parse_source(BOOK, "book.yaml"), written(tmp_path / "in"))

    assert [mark.handling for mark in marked(home, "Person", "owners.csv")] == [("H0",), ("H2",), ("H1",)]
    for schema in ("Phone", "Uses"):
        assert marked(home, schema, "phones.csv") == [
            handled("H0"),
            handled("H0", "H2"),
            handled("H0", "H1", grade="4"),
        ]
    # What a row takes at second hand counts as well; without a partner it is the row alone.
    assert [mark.handling for mark in marked(home, "Called", "calls.csv")] == [
        ("H0", "H1"),
        ("H0", "H2"),
        ("H0",),
    ]


def test_where_a_source_marks_all_alike_nothing_changes(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    plain = BOOK.replace("mark_by: {handling: handling, information_grade: grade}\n", "")
    plain = plain.replace("  optional: [owner/grade, phone/handling, call/handling, call/grade]\n", "")
    home.loader.run(parse_source(plain, "book.yaml"), written(tmp_path / "in"))

    assert set(marked(home, "Uses", "phones.csv")) == {handled("H0")}


def test_columns_that_are_derived_cannot_come_along_and_are_refused() -> None:
    derived = BOOK.replace("handling: handling, inf", "handling: =code, inf").replace(
        "entities:", "derived:\n  owner: {=code: {column: handling}}\nentities:"
    )
    with pytest.raises(SpecError) as refused:
        parse_source(derived, "book.yaml")

    assert (
        "book.yaml:13: file.tables.phone.join: rows of 'owner' are marked by '=code', which is derived and"
        " does not come along with what is taken from them; mark them by a column that is delivered"
    ) in refused.value.problems


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[il.Workspace]:
    folder = tmp_path_factory.mktemp("joined")
    (folder / "book.yaml").write_text(BOOK, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("INTERLINK_GRAPH_HEAP", "512m")
        patched.setenv("INTERLINK_SOURCES", str(folder))
        opened = il.open(folder / "home", reason="case 7")
    opened.load("book", written(folder / "in"))
    opened.add_audience("h1", handling_ceiling="H1")
    yield opened
    opened.graph_stop()
    opened.close()


def up_to(home: il.Workspace, ceiling: str) -> View:
    bo = Principal("bo", Clearance(handling_ceiling=ceiling), EVERY_RIGHT)
    return View(home._stores, bo, renewed=lambda same: same, purpose="analysis", reason="case 7")


def test_who_may_not_see_where_it_comes_from_sees_neither_value_nor_link(book: il.Workspace) -> None:
    view = up_to(book, "H1")

    assert book.search("Bo Ruun", view=view)["caption"].to_list() == []
    assert book.search("Bo Ruun", view=up_to(book, "H2"))["caption"].to_list() == ["Bo Ruun"]
    for question, hidden in ((PEOPLE, "Bo Ruun"), (USES, TWO), (CALLED, TWO)):
        seen = [row[0] for row in book.cypher(question, audience="h1", view=view).rows]
        whole = [row[0] for row in book.cypher(question).rows]
        assert sorted([*seen, hidden]) == sorted(whole)
