"""Where a proposal finds the records: which sheet of a workbook, which element of an XML document."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from test_proposal import CASES

from interlink.errors import ReadError
from interlink.loads.preview import preview
from interlink.mapping.proposal import propose
from interlink.mapping.source_file import parse_source
from interlink.model.schema import load_ontology
from interlink.sources import find_source
from packed_files import workbook

PEOPLE = [["name", "birth_date", "phone"], ["Ada Vell", "1980-02-03", "+31612345678"]]
SAMPLES = Path(__file__).parents[1] / "sources" / "samples"


def mapping(path: Path) -> dict[str, object]:
    """What a proposal makes of the columns, without how the file is read."""
    made = propose(path, name="feed")
    assert parse_source(made.text, "feed.yaml") == made.spec
    seen = preview(made.spec, load_ontology(), path)
    assert (seen.quarantined, seen.warnings, seen.fails) == (0, [], "")
    found = yaml.safe_load(made.text)
    return {name: found.get(name) for name in ("entities", "links", "hints", "expect")}


def of_case(folder: Path, case: str) -> tuple[Path, list[list[str]]]:
    """The CSV file of a case, and its rows with a header."""
    path = folder / "feed.csv"
    path.write_text(CASES[case][0], encoding="utf-8")
    fmt = propose(path).written.fmt
    rows = list(csv.reader(CASES[case][0].splitlines(), delimiter=fmt.delimiter))
    return path, [list(fmt.columns), *rows] if fmt.columns else rows


@pytest.mark.parametrize("case", CASES)
def test_a_workbook_is_proposed_what_the_same_table_is_as_csv(case: str, tmp_path: Path) -> None:
    path, rows = of_case(tmp_path, case)
    book = tmp_path / "feed.xlsx"
    book.write_bytes(workbook(rows))

    assert mapping(book) == mapping(path)


@pytest.mark.parametrize("case", CASES)
def test_xml_is_proposed_what_the_same_table_is_as_csv(case: str, tmp_path: Path) -> None:
    path, (header, *rows) = of_case(tmp_path, case)
    lines = [
        "".join(f"<{name}>{escape(cell)}</{name}>" for name, cell in zip(header, row, strict=True))
        for row in rows
    ]
    document = tmp_path / "feed.xml"
    # a single record is read as one of a list by hand alone: nothing repeats
    body = "".join(f"<row>{line}</row>" for line in lines * (2 if len(lines) == 1 else 1))
    document.write_text(f"<feed><rows>{body}</rows></feed>", encoding="utf-8")

    found = mapping(document)

    assert propose(document).written.fmt.tables["record"].path == "/feed/rows/row"
    if len(lines) > 1:
        assert found == mapping(path)
    else:
        assert {*found["entities"]} == {*mapping(path)["entities"]}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("others", "file", "said"),
    [
        ({}, {"format": "excel"}, ""),
        (
            {"People": PEOPLE},
            {"format": "excel", "sheet": "People"},
            "the first that holds a table; not read: 'Data'.",
        ),
        (
            {"People": PEOPLE, "More": PEOPLE},
            {"format": "excel", "sheet": "People"},
            "the first that holds a table; not read: 'Data', 'More'.",
        ),
    ],
)
def test_the_first_sheet_with_a_table_is_read(
    others: dict[str, list[list[object]]], file: dict[str, object], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "feed.xlsx"
    notes = [["Read me first"], ["Nothing here"]]
    path.write_bytes(workbook(notes if others else PEOPLE, others=others))

    made = propose(path)

    assert yaml.safe_load(made.text)["file"] == file
    assert made.written.doubts.get("sheet", "").partition(" A source reads one sheet")[0] == said
    assert [entity.schema_ for entity in made.spec.entities.values()] == ["Phone", "Person"]


def test_a_sheet_that_is_asked_for_is_read(tmp_path: Path) -> None:
    path = tmp_path / "feed.xlsx"
    path.write_bytes(workbook(PEOPLE, others={"Ships": [["imo", "vessel_name"], ["9074729", "Veldsted"]]}))

    assert [e.schema_ for e in propose(path, sheet="Ships").spec.entities.values()] == ["Vessel"]
    with pytest.raises(ReadError, match=r"no sheet is called 'Ship'; there are Data, Ships\. Did you mean"):
        propose(path, sheet="Ship")


@pytest.mark.parametrize("merged", [(), ("A1:C1",)])
def test_a_title_above_the_header_is_passed_over(merged: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "feed.xlsx"
    path.write_bytes(workbook([["Guests of March", None, None], [], *PEOPLE], merged=merged))

    made = propose(path)

    assert (made.spec.file.skip_lines, made.written.read) == (2, 1)
    assert "above the header stands 'Guests of March', which is passed over" in made.text.replace(
        "\n  # ", " "
    )


def test_a_workbook_without_a_header_has_numbered_columns(tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    path.write_bytes(workbook([["+31612345678", "+31612345679", "2026-01-02 10:00:00"]] * 2))

    made = propose(path)

    assert made.spec.file.columns == ["column_1", "column_2", "column_3"]
    assert [link.schema_ for link in made.spec.links.values()] == ["Called"]


def test_a_workbook_without_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "feed.xlsx"
    path.write_bytes(workbook([]))
    with pytest.raises(ReadError, match="sheet 'Data' is empty, expected a header"):
        propose(path)
    path.write_bytes(workbook([["name", "phone"]]))
    with pytest.raises(ReadError, match="holds no record"):
        propose(path)
    path.write_bytes(b"name,phone")
    with pytest.raises(ReadError, match="no Excel workbook"):
        propose(path)


@pytest.mark.parametrize(
    ("text", "record", "said"),
    [
        (
            "<l><head><made>2031</made></head><p><n>Ada Vell</n></p><p><n>Bo Vell</n></p></l>",
            "/l/p",
            "each /l/p is a record, of which there are 2",
        ),
        (
            "<l><ps><p n='Ada Vell'/><p n='Bo Vell'/></ps><fs><f n='A'/><f n='B'/><f n='C'/></fs></l>",
            "/l/fs/f",
            "each /l/fs/f is a record, of which there are 3; others may be /l/ps/p (2), which this source"
            " does not read",
        ),
        (
            "<l><p><n>Ada Vell</n><t><c>1</c></t><t><c>2</c></t></p><p><n>Bo Vell</n></p></l>",
            "/l/p",
            "each /l/p is a record, of which there are 2",
        ),
        (
            "<x:l xmlns:x='u:x'><x:p><x:n>Ada Vell</x:n></x:p><x:p><x:n>Bo</x:n></x:p></x:l>",
            "/l/p",
            "each /l/p is a record, of which there are 2",
        ),
        ("<l><n>Ada Vell</n><n>Bo Vell</n></l>", "/l/n", "each /l/n is a record, of which there are 2"),
        ("<l><n>Ada Vell</n></l>", "/l", "nothing repeats, so that the whole document is one record"),
        (
            "<m><no>7</no><n>Ada Vell</n><b>1980-02-03</b><c>NL</c><a><k>x</k></a><a><k>y</k></a></m>",
            "/m",
            "each /m/a may be a record, but more is said once: the whole document is one",
        ),
    ],
)
def test_what_repeats_in_something_that_does_not_is_a_record(
    text: str, record: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(text, encoding="utf-8")

    made = propose(path)

    assert made.spec.file.tables["record"].path == record
    assert made.written.doubts["tables"] == said
    assert f"# CHECK tables: {said[:40]}" in made.text


def test_what_repeats_in_a_record_is_named_as_a_table_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    alias = "<names><alias><n>A</n><n>B</n></alias><alias><n>C</n></alias></names>"
    path.write_text(f"<l><p><id>1</id>{alias}</p><p><id>2</id></p></l>", encoding="utf-8")

    assert propose(path).written.doubts["parts"] == (
        "these repeat in a record and may be tables of their own:"
        " names_alias: {path: names/alias, parent: record} (up to 2 in one)"
    )


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xml")), ids=lambda path: str(path.stem))
def test_the_records_of_every_sample_are_found(path: Path) -> None:
    shipped = find_source(path.stem)

    assert propose(path).spec.file.tables["record"].path in [
        table.path for table in shipped.file.tables.values() if table.parent is None
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<l><p>", "The file is damaged, cut short or not XML"),
        ("no xml", "The file is damaged, cut short or not XML"),
        ("<!DOCTYPE l [<!ENTITY e 'x'>]><l><p>&e;</p><p/></l>", "declares XML entities"),
        ("<l/>", "holds no record|none of its columns holds a value"),
        ("", "the file is empty"),
    ],
)
def test_xml_that_cannot_be_read_is_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ReadError, match=words):
        propose(path)


def test_a_format_is_told_from_the_content_where_the_name_does_not(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(workbook(PEOPLE))
    assert propose(path).written.fmt.format == "excel"
    path.write_text('<?xml version="1.0"?>\n<l><p><n>Ada</n></p><p><n>Bo</n></p></l>', encoding="utf-8")
    assert propose(path).written.fmt.format == "xml"


NAMES = st.sampled_from("abc")
TREES = st.recursive(
    st.sampled_from(["", "Ada Vell", "+31612345678", "2026-01-02", "x"]),
    lambda inner: st.lists(st.tuples(NAMES, inner), max_size=4),
    max_leaves=12,
)


def written(tree: object) -> str:
    if isinstance(tree, list):
        return "".join(f"<{name}>{written(part)}</{name}>" for name, part in tree)
    return escape(str(tree))


@settings(deadline=None)
@given(TREES)
def test_any_document_gives_a_right_source_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, tree: object
) -> None:
    path = tmp_path_factory.mktemp("any") / "feed.xml"
    path.write_text(f"<root>{written(tree)}</root>", encoding="utf-8")

    try:
        made = propose(path)
    except ReadError:
        return
    assert propose(path).text == made.text
    preview(made.spec, load_ontology(), path)
