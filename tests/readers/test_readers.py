"""Every reader: a valid file, its records, and files that are broken, each refused in words."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from interlink.errors import ReadError
from interlink.readers import READERS, Batch, FileFormat, TablePath, columns_of, read_batches, rows_of
from packed_files import encrypted, spoilt, workbook, zipped

FILES = {"one": TablePath("sample*"), "two": TablePath("other.csv")}
PORT = {"port": TablePath("/ports/port"), "berth": TablePath("berth", parent="port")}
CARGO = {
    "consignment": TablePath("/CUSCAR/CNI", holds="RFF LOC"),
    "goods": TablePath("GID", parent="consignment", holds="FTX"),
}


def interchange(*segments: str, end: str = "UNT+{}+M1'UNZ+1+I1'") -> bytes:
    """One message of these segments; `end` may count them wrongly."""
    head = "UNB+UNOC:3+VELL+CUSTOMS+310203:0405+I1'UNH+M1+CUSCAR:D:95B:UN'"
    body = "".join(f"{segment}'\r\n" for segment in segments)
    return (head + body + end.format(len(segments) + 2)).encode("latin-1")


MAIL = {"message": TablePath("/"), "party": TablePath("party", parent="message")}


@dataclass(frozen=True)
class Sample:
    fmt: FileFormat
    content: bytes
    rows: list[dict[str, object]]
    record: tuple[str | None, int, str]
    broken: dict[str, tuple[bytes, str]]


SAMPLES = {
    "csv": Sample(
        FileFormat("csv"),
        b'name,note\r\nAda Vell,"one, ""two""\r\nthree"\r\n\r\nBo Ruun,\r\n',
        [{"name": "Ada Vell", "note": 'one, "two"\r\nthree'}, {"name": "Bo Ruun", "note": None}],
        (None, 2, "name: Bo Ruun"),
        {
            "too many fields": (b"a,b\n1,2\n3,4,5\n", "row 2 has 3 fields, expected 2"),
            "too few fields": (b"a,b\n\n1,2\n3\n", "row 2 has 1 fields, expected 2"),
            "open quote": (b'a,b\n1,"2\n3,4\n', "row 1: unexpected end of data. Is a quote left open"),
            "text after quote": (b'a,b\n1,"2"x\n', "row 1: ',' expected after '\"'"),
            "double header": (b"a,b,a\n1,2,3\n", "the header gives columns 1 and 3 one name"),
            "null byte": (b"a,b\n1,\0\n", "a null byte at offset 6 (line 2)"),
            "latin-1": ("a,b\n1,Zoë\n".encode("latin-1"), "byte 0xEB at offset 8 (line 2) is not utf-8"),
            "utf-16": ("a,b\n".encode("utf-16"), "the file is UTF-16, expected utf-8"),
            "empty lines": (b"\n\n", "only empty lines, expected a header"),
            "long field": (b'a,b\n1,"' + b"x" * (17 << 20) + b'"', "row 1: field larger than field limit"),
        },
    ),
    "csv_files": Sample(
        FileFormat("csv_files", tables=FILES),
        zipped({"in/Sample.csv": b"name,note\r\nAda Vell,\r\n\r\nBo Ruun,x\r\n", "other.csv": b"a\n1\n"}),
        [{"name": "Ada Vell", "note": None}, {"name": "Bo Ruun", "note": "x"}],
        ("in/Sample.csv", 2, "name: Bo Ruun\nnote: x"),
        {
            "cut": (
                zipped({"sample.csv": b"a\n1\n"})[:-8],
                "the zip file is damaged: File is not a zip file",
            ),
            "wrong checksum": (spoilt(), "member 'sample.csv' cannot be unpacked: Bad CRC-32"),
            "no table": (
                zipped({"x.csv": b"a\n1\n"}),
                "no table is in a file of this name (x.csv); expected",
            ),
            "empty zip": (zipped({}), "no table is in a file of this name (nothing in it)"),
            "upwards": (zipped({"../sample.csv": b"a\n1\n"}), "'../sample.csv' would be unpacked elsewhere"),
            "absolute": (zipped({"/etc/sample.csv": b"a\n1\n"}), "'/etc/sample.csv' would be unpacked"),
            "drive": (
                zipped({"C:\\sample.csv": b"a\n1\n"}),
                "would be unpacked elsewhere. The file is refused",
            ),
            "encrypted": (encrypted(), "member 'sample.csv' is encrypted. Unpack it"),
            "bomb": (zipped({"sample.csv": b"a\n" * (40 << 20)}), "bytes, more than 200 times its size"),
            "twice": (
                zipped({"sample.csv": b"a\n1\n", "SAMPLE.CSV": b"a\n"}, "sample.csv"),
                "two members are",
            ),
            "damaged member": (
                zipped({"sample.csv": b"a,b\n1\n"}),
                "sample.csv: row 1 has 1 fields, expected 2",
            ),
            "latin-1": (
                zipped({"sample.csv": "a\nZoë\n".encode("latin-1")}),
                "sample.csv: byte 0xEB at offset 4",
            ),
        },
    ),
    "edges": Sample(
        FileFormat("edges"),
        b"Source,Target,weight\nAda,Bo,2\nBo,Cy,\n",
        [
            {"source": "Ada", "target": "Bo", "weight": "2", "layer": None, "network": "sample"},
            {"source": "Bo", "target": "Cy", "weight": None, "layer": None, "network": "sample"},
        ],
        (None, 1, "Source: Ada\nTarget: Bo\nweight: 2"),
        {
            "one column": (b"Ada\nBo\n", "one column, expected at least a source and a target"),
            "not a number": (
                b"x,A,B\nA,0,z\nB,1,0\n",
                "row 1, column 3: not a number, as all of a matrix are",
            ),
            "not square": (
                b"x,A,B,C,D\nA,0,1,1,0\nE,1,0,0,0\n",
                "do not name the same actors: 4 stand in one alone",
            ),
            "ragged": (b"source,target\nA,B,C\n", "row 1 has 3 fields, expected 2"),
            "cut": (b'source,target\nA,"B\n', "Is a quote left open"),
        },
    ),
    "edifact": Sample(
        FileFormat("edifact", tables=CARGO),
        interchange(
            "BGM+85",
            "CNI+1+VLD1",
            "LOC+9+NLVLX",
            "LOC+9+NLRTM",
            "GID+1",
            "FTX+AAA+++Zoë?'s",
            "CNI+2",
            "CNT+16:2",
        ),
        [
            {"CNI/1/1": number, "CNI/2/1": bill, "LOC[9]/2/1": ports}
            | {"/UNB/1/1": "UNOC", "/UNB/1/2": "3", "/UNB/2/1": "VELL", "/UNB/3/1": "CUSTOMS"}
            | {"/UNB/4/1": "310203", "/UNB/4/2": "0405", "/UNB/5/1": "I1", "/UNH/1/1": "M1"}
            | {"/UNH/2/1": "CUSCAR", "/UNH/2/2": "D", "/UNH/2/3": "95B", "/UNH/2/4": "UN", "/BGM/1/1": "85"}
            for number, bill, ports in (("1", "VLD1", ["NLVLX", "NLRTM"]), ("2", None, None))
        ],
        (
            "message M1",
            4,
            "UNB+UNOC:3+VELL+CUSTOMS+310203:0405+I1'\nUNH+M1+CUSCAR:D:95B:UN'\nBGM+85'\nCNI+1+VLD1'\n"
            "LOC+9+NLVLX'\nLOC+9+NLRTM'\nGID+1'\nFTX+AAA+++Zoë?'s'",
        ),
        {
            "not EDIFACT": (b"name,note\n", "offset 0: begins with neither UNA nor UNB"),
            "wrong count": (
                interchange("CNI+1", end="UNT+9+M1'UNZ+1+I1'"),
                "segment 4: UNT counts 9 segments in message 'M1', expected 3. Ask for the delivery again",
            ),
            "no count": (
                interchange("CNI+1", end="UNT++M1'UNZ+1+I1'"),
                "segment 4: UNT counts no segments in message 'M1', expected 3",
            ),
            "other reference": (
                interchange("CNI+1", end="UNT+3+M2'UNZ+1+I1'"),
                "segment 4: UNT ends 'M2', expected 'M1' as in UNH, segment 2",
            ),
            "messages lost": (
                interchange("CNI+1", end="UNT+3+M1'UNZ+2+I1'"),
                "segment 5: UNZ counts 2 messages in interchange 'I1', expected 1",
            ),
            "no UNZ": (
                interchange("CNI+1", end="UNT+3+M1'"),
                "the file ends without the UNZ that ends interchange 'I1'. It is cut short",
            ),
            "no UNT": (
                interchange("CNI+1", end="UNZ+1+I1'"),
                "segment 4: UNZ before the UNT that ends message 'M1'",
            ),
            "cut": (
                interchange("CNI+1", end="UNT+3"),
                "segment 4 at offset 70 is not ended by '. The file is cut",
            ),
            "released at the end": (
                interchange("CNI+1", end="UNT+3+M1?"),
                "segment 4 at offset 70 is not ended by ' but by a release character with nothing after it",
            ),
            "released line end": (
                interchange("CNI+1?\n+2"),
                "segment 3 at offset 62: a release character before a line end",
            ),
            "no tag": (interchange("CNI+1'S"), "segment 4 at offset 68: begins with no segment tag"),
            "other message": (
                interchange("CNI+1").replace(b"CUSCAR", b"IFTMIN"),
                "no message of type CUSCAR; the file holds IFTMIN. Is this the file the source expects?",
            ),
            "segment that no table holds": (
                interchange("CNI+1", "GID+1", "HAN+4"),
                "message M1: segment 5 is HAN, which no table of the source holds here. Add HAN to the"
                " 'holds' of table goods or consignment",
            ),
            "outside of a message": (
                interchange("CNI+1", end="UNT+3+M1'LOC+9'UNZ+1+I1'"),
                "segment 5: LOC, expected UNH or UNG or UNZ",
            ),
            "latin-1 under level A": (
                interchange("CNI+1+Zoë").replace(b"UNOC", b"UNOA"),
                "segment 3 at offset 62: byte 0xEB is not ascii, which the syntax level in UNB stands for",
            ),
            "utf-8 cut under level W": (
                interchange("CNI+1+Zoë").replace(b"UNOC", b"UNOW"),
                "segment 3 at offset 62: byte 0xEB is not utf-8",
            ),
            "windows-1252 under level C": (
                interchange("CNI+1+Zo\x92"),
                "segment 3 at offset 62: character 0x92 is not iso8859-1",
            ),
            "utf-16": ("UNB+UNOA:1'".encode("utf-16"), "the file is UTF-16. State 'encoding: utf-16'"),
            "null byte": (interchange("CNI+\0"), "segment 3 at offset 62: holds a null byte"),
            "service characters that are none": (b"UNA++.? 'UNB+", "names no six service characters"),
        },
    ),
    "email": Sample(
        FileFormat("email", tables=MAIL),
        b"From ada@example.org Thu Jan  1 10:00:00 2026\nMessage-ID: <1@quay.example>\n"
        b"Date: Thu, 1 Jan 2026 11:00:00 +0100\nFrom: Ada <ada@example.org>\nTo: bo@example.org,\n"
        b" cy@example.org\n\nNobody reads this.\n\n"
        b"From bo@example.org Fri Jan  2 10:00:00 2026\nDate: soon\nFrom: bo@example.org\n"
        b"Subject: =?utf-8?q?Zo=C3=AB?=\n\n",
        [
            {
                "date": "2026-01-01T11:00:00+01:00",
                "subject": None,
                "from": "ada@example.org",
                "to": ["bo@example.org", "cy@example.org"],
                "message_id": "1@quay.example",
                "size": "151",
            },
            {
                "date": "soon",
                "subject": "Zoë",
                "from": "bo@example.org",
                "to": None,
                "message_id": None,
                "size": "63",
            },
        ],
        (None, 2, "Date: soon\nFrom: bo@example.org\nSubject: =?utf-8?q?Zo=C3=AB?="),
        {
            "not e-mail": (b"<html><body>", "line 1 is neither a header such as 'From:'"),
            "a mailbox's second line": (b"\nFrom: a@b\n\n", "line 1 is neither a header"),
            "null byte": (b"From: a@b\nTo: \0\n\n", "message 1: a null byte in its headers"),
            "cut in its headers": (b"From: a@b\nTo: c@", "message 1: the file ends in its headers"),
            "cut in the second's headers": (
                b"From x Thu Jan  1 10:00:00 2026\nTo: a@b\n\nText\n\nFrom x Fri Jan  2 10:00:00 2026\nTo: c",
                "message 2: the file ends in its headers",
            ),
            "utf-16": ("From: a@b\n\n".encode("utf-16"), "the file is UTF-16, expected e-mail"),
            "Outlook": (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an Outlook file, expected mbox or .eml"),
            "packed": (b"\x1f\x8b\x08\x00", "line 1 is neither a header"),
        },
    ),
    "excel": Sample(
        FileFormat("excel"),
        workbook([[None, "Bill", "Day"], [None] * 3, [None, "ZZ1", date(2031, 3, 1)], [None, 7, None]]),
        [{"Bill": "ZZ1", "Day": "2031-03-01"}, {"Bill": "7", "Day": None}],
        ("Data", 4, "Bill: 7"),
        {
            "text": (b"a,b\n1,2\n", "the file is no Excel workbook (.xlsx or .xls)"),
            "other zip": (zipped({"a.csv": b"a\n1\n"}), "a zip file, but no Excel workbook"),
            "cut": (workbook([["a"], [1]])[:-100], "the zip file is damaged"),
            "empty sheet": (workbook([]), "sheet 'Data' is empty, expected a header"),
            "header twice": (
                workbook([["a", "a"]]),
                "sheet 'Data': the header gives columns 1 and 2 one name",
            ),
            "far cell": (workbook([["a"]], {"XFD1048576": 1}), "reaches to row 1,048,576 and column 16,384"),
            "old workbook cut": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "the workbook is damaged"),
            "part cut": (workbook([["a"]], part=b"<worksheet><sheetData><row"), "the workbook is damaged"),
        },
    ),
    "json": Sample(
        FileFormat("json", tables=PORT),
        b'{"ports": {"port": [{"code": "ZZAAA", "depth": 12.50, "open": true, "berth": [1, 2]},'
        b' {"code": null}]}}',
        [{"code": "ZZAAA", "depth": "12.50", "open": "true"}, {"code": None, "depth": None, "open": None}],
        (
            "/ports/port",
            1,
            '{\n  "code": "ZZAAA",\n  "depth": 12.50,\n  "open": true,\n  "berth": [\n    1,\n    2\n  ]\n}',
        ),
        {
            "cut": (b'{"ports": {"port": [{"code"', "line 1, column 28: Expecting ':' delimiter"),
            "other document": (b'{"ships": []}', "nothing at /ports/port; the document holds ships"),
            "deep": (b"[" * 100_000, "nested deeper than any record should be"),
            "deep record": (
                b'{"ports": {"port": ' + b"[" * 300 + b"]" * 300 + b"}}",
                "/ports/port[1] is nested deeper than 200",
            ),
            "key twice": (b'{"ports": {"port": {"a": 1, "a": 2}}}', "an object has the key 'a' twice"),
            "half a character": (rb'{"ports": {"port": "\ud83d"}}', "half a surrogate pair"),
            "latin-1": ('{"ports": "Zoë"}'.encode("latin-1"), "byte 0xEB at offset 13 (line 1) is not utf-8"),
        },
    ),
    "jsonl": Sample(
        FileFormat("jsonl"),
        b'\xef\xbb\xbf{"code": "ZZAAA", "depth": 1e3}\n\n{"code": "ZZBBB"}\n',
        [{"code": "ZZAAA", "depth": "1e3"}, {"code": "ZZBBB", "depth": None}],
        (None, 3, '{"code": "ZZBBB"}'),
        {
            "cut": (b'{"a": 1}\n{"a": ', "line 2, column 7: Expecting value"),
            "not JSON": (b"a,b\n1,2\n", "line 1, column 1: Expecting value"),
            "deep": (b'{"a": 1}\n' + b"[" * 100_000, "line 2: nested deeper than any record should be"),
            "key twice": (b'{"a": 1, "a": 2}\n', "line 1: an object has the key 'a' twice"),
            "null byte": (b'{"a": 1}\n\0', "a null byte at offset 9 (line 2)"),
            "utf-16 without mark": ('{"a": 1}'.encode("utf-16-le"), "a null byte at offset 1"),
        },
    ),
    "xml": Sample(
        FileFormat("xml", tables=PORT),
        b'<?xml version="1.0"?><ports xmlns="urn:p"><!-- x --><port code="ZZAAA">'
        b"<name>Vell<i>mar</i>a</name>"
        b"<berth>1</berth><berth>2</berth></port><port/></ports>",
        [
            {"@code": "ZZAAA", "name/i": "mar", "name/#text": "Vella"},
            dict.fromkeys(["@code", "name/i", "name/#text"]),
        ],
        ("/ports/port", 2, '<port xmlns="urn:p"/>'),
        {
            "cut": (b"<ports><port><name>", "line 1, column 20"),
            "other root": (b"<ships/>", "no element at /ports/port; the file's root is /ships"),
            "billion laughs": (
                b'<!DOCTYPE p [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><ports><port>&b;</port></ports>',
                "declares XML entities, which are never expanded here",
            ),
            "external entity": (
                b'<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/hostname">]><ports><port>&a;</port></ports>',
                "declares XML entities, which are never expanded here",
            ),
            "entity of an outer DTD": (
                b'<!DOCTYPE p SYSTEM "p.dtd"><ports>\n<port>&a;</port></ports>',
                "line 2: uses the entity &a;",
            ),
            "deep": (b"<ports><port>" + b"<a>" * 300, "Excessive depth in document: 256"),
            "deep record": (
                b"<ports><port>" + b"<a>" * 220 + b"</a>" * 220 + b"</port></ports>",
                "nested deeper than 200",
            ),
            "latin-1": ("<ports><port>Zoë</port></ports>".encode("latin-1"), "line 1, column 16"),
            "null byte": (b"<ports><port>\0</port></ports>", "line 1, column 14"),
        },
    ),
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes], Path]:
    def make(content: bytes) -> Path:
        path = tmp_path / "sample.txt"
        path.write_bytes(content)
        return path

    return make


def main_table(path: Path, fmt: FileFormat) -> pl.DataFrame:
    return pl.concat([batch[fmt.main_tables[0]] for batch in read_batches(path, fmt)], how="diagonal")


def delivered(frame: pl.DataFrame) -> list[dict[str, object]]:
    return frame.select(columns_of(frame)).to_dicts()


def test_every_reader_has_a_sample() -> None:
    assert set(SAMPLES) == set(READERS)


@pytest.mark.parametrize("name", READERS)
def test_values_come_as_delivered(name: str, write: Callable[[bytes], Path]) -> None:
    sample = SAMPLES[name]

    assert delivered(main_table(write(sample.content), sample.fmt)) == sample.rows


@pytest.mark.parametrize("name", READERS)
def test_a_locator_gives_the_record_back(name: str, write: Callable[[bytes], Path]) -> None:
    sample = SAMPLES[name]
    path, (where, row, text) = write(sample.content), sample.record

    assert READERS[name].records(path, sample.fmt, where, [row]) == {row: text}
    assert READERS[name].records(path, sample.fmt, where, []) == {}


@pytest.mark.parametrize(
    ("name", "case"), [(name, case) for name in READERS for case in SAMPLES[name].broken]
)
def test_a_broken_file_is_refused_with_its_place(
    name: str, case: str, write: Callable[[bytes], Path]
) -> None:
    content, message = SAMPLES[name].broken[case]
    path = write(content)

    with pytest.raises(ReadError, match=f"^{re.escape(str(path))}: .*{re.escape(message)}"):
        list(read_batches(path, SAMPLES[name].fmt))


@pytest.mark.parametrize("name", READERS)
def test_what_is_no_file_is_refused(name: str, tmp_path: Path, write: Callable[[bytes], Path]) -> None:
    fmt = SAMPLES[name].fmt

    with pytest.raises(ReadError, match=r"no such file\. Check the path"):
        list(read_batches(tmp_path / "absent", fmt))
    with pytest.raises(ReadError, match="is a folder, expected a file"):
        list(read_batches(tmp_path, fmt))
    with pytest.raises(ReadError, match="the file is empty"):
        list(read_batches(write(b""), fmt))
    with pytest.raises(ReadError, match="no encoding is called 'utf-88'"):
        list(read_batches(write(SAMPLES[name].content), replace(fmt, encoding="utf-88")))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything, so what may not be read is tried as another user."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    yield
    os.seteuid(was)


@pytest.mark.parametrize("name", READERS)
def test_a_file_without_rights_is_refused(name: str, write: Callable[[bytes], Path]) -> None:
    path = write(SAMPLES[name].content)
    path.chmod(0)

    with as_nobody(), pytest.raises(ReadError) as caught:
        list(read_batches(path, SAMPLES[name].fmt))

    assert str(caught.value) == f"{path}: cannot be read: Permission denied. Check its rights."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("csv", b"name,note\n"),
        ("csv_files", zipped({"sample.csv": b"a,b\n"})),
        ("edges", b"source,target\n"),
        ("edifact", interchange("BGM+85")),
        ("excel", workbook([["a", "b"]])),
        ("json", b'{"ports": {"port": []}}'),
        ("json", b'{"ports": {"port": null}}'),
        ("jsonl", b"\n"),
        ("xml", b"<ports/>"),
    ],
)
def test_a_file_without_records_gives_one_empty_batch(
    name: str, content: bytes, write: Callable[[bytes], Path]
) -> None:
    fmt = SAMPLES[name].fmt

    batches = list(read_batches(write(content), fmt))

    assert [batch[fmt.main_tables[0]].height for batch in batches] == [0]


def test_children_point_at_their_parents(write: Callable[[bytes], Path]) -> None:
    def berths(name: str) -> list[tuple[object, ...]]:
        batch: Batch = next(iter(read_batches(write(SAMPLES[name].content), SAMPLES[name].fmt)))
        return batch["berth"].select("_row", "_path", "_item", "_parent", ".").rows()

    expected = [(1, "/ports/port", 1, 1, "1"), (1, "/ports/port", 2, 1, "2")]
    assert berths("json") == expected
    assert berths("xml") == expected


@pytest.mark.parametrize(
    ("encoding", "stated"),
    [("latin-1", "latin-1"), ("utf-16", "utf-16"), ("utf-8-sig", "utf-8"), ("cp1252", "windows-1252")],
)
def test_other_encodings_are_read(encoding: str, stated: str, write: Callable[[bytes], Path]) -> None:
    path = write("name\nZoë\n".encode(encoding))

    assert delivered(main_table(path, FileFormat("csv", encoding=stated))) == [{"name": "Zoë"}]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_every_line_end_is_read(end: bytes, write: Callable[[bytes], Path]) -> None:
    frame = main_table(write(end.join([b"a,b", b"1,2", b"3,4"])), FileFormat("csv"))

    assert frame.rows() == [("1", "2", 1, None, 1, None), ("3", "4", 2, None, 2, None)]


def test_a_quote_inside_a_field_stands_for_itself(write: Callable[[bytes], Path]) -> None:
    frame = main_table(write(b'a,b\n5" pipe,1\nBo "Bo" Ruun,2\n7" pipe,3\n'), FileFormat("csv"))

    assert frame["a"].to_list() == ['5" pipe', 'Bo "Bo" Ruun', '7" pipe']


def test_a_source_may_state_delimiter_quote_columns_and_nulls(write: Callable[[bytes], Path]) -> None:
    fmt = FileFormat("csv", delimiter="|", quote="", columns=("a", "b"), null_values=("-0-",))

    assert delivered(main_table(write(b'-0-|"x\n1|y\n'), fmt)) == [
        {"a": None, "b": '"x'},
        {"a": "1", "b": "y"},
    ]


def test_delivered_columns_called_as_places_keep_their_values(write: Callable[[bytes], Path]) -> None:
    assert delivered(main_table(write(b"_row,_path\nx,y\n"), FileFormat("csv"))) == [
        {"._row": "x", "._path": "y"}
    ]
    assert delivered(main_table(write(b'{"_row": "x"}'), FileFormat("jsonl"))) == [{"._row": "x"}]


def test_a_hundred_thousand_columns_are_read(write: Callable[[bytes], Path]) -> None:
    names = [f"c{number}" for number in range(100_000)]
    content = (",".join(names) + "\n" + ",".join(names) + "\n").encode()

    frame = main_table(write(content), FileFormat("csv"))

    assert columns_of(frame) == names
    assert list(frame.row(0)[:100_000]) == names


def test_a_field_of_a_million_characters_is_read(write: Callable[[bytes], Path]) -> None:
    frame = main_table(write(b'a,b\n1,"' + b"x\n" * 500_000 + b'"\n2,3\n'), FileFormat("csv"))

    assert frame["b"].str.len_bytes().to_list() == [1_000_000, 1]


def test_a_column_splits_into_a_table_of_its_own(write: Callable[[bytes], Path]) -> None:
    tables = {"record": TablePath(), "box": TablePath(parent="record", column="boxes", split=";")}

    batch = next(iter(read_batches(write(b"boxes,x\nA; B;;,1\n,2\nC,3\n"), FileFormat("csv", tables=tables))))

    assert batch["box"].select("_row", "_parent", "_item", ".").rows() == [
        (1, 1, 1, "A"),
        (1, 1, 2, "B"),
        (3, 3, 3, "C"),
    ]


def test_one_object_is_a_list_of_one(write: Callable[[bytes], Path]) -> None:
    path = write(b'{"ports": [{"port": {"code": "ZZAAA"}}, {"port": [null, {"code": "ZZBBB"}]}]}')

    frame = main_table(path, SAMPLES["json"].fmt)

    assert frame.select("_row", "code").rows() == [(1, "ZZAAA"), (2, None), (3, "ZZBBB")]


def test_what_lies_above_json_records_stands_in_columns_of_its_path(write: Callable[[bytes], Path]) -> None:
    above = ("/owner/nr", "/list/id", "/list/name", "/list/absent")
    path = write(
        b'{"owner": {"nr": 7}, "list": [{"id": 1, "name": "a", "box": [{"x": 1}, 2, {"x": 3}]},'
        b' {"id": 4, "name": null, "box": {"x": 5}}, {"id": 6}]}'
    )

    frame = main_table(path, FileFormat("json", tables={"box": TablePath("/list/box", above=above)}))

    assert frame.select("_row", "x", "/owner/nr", "/list/id", "/list/name").rows() == [
        (1, "1", "7", "1", "a"),
        (2, None, None, None, None),
        (3, "3", "7", "1", "a"),
        (4, "5", "7", "4", None),
    ]


@pytest.mark.parametrize(
    ("name", "content", "at", "expected"),
    [
        ("csv", b"day\n2031-03-01\n2031-02-01\n2031-03-01\n", "day", ["2031-03-01", "2031-02-01"]),
        ("csv", b"day\n", "day", []),
        ("csv_files", zipped({"sample.csv": b"day\n2\n1\n2\n"}), "one/day", ["2", "1"]),
        ("csv_files", zipped({"sample.csv": b"day\n2\n"}), "two/day", []),
        ("edges", b"source,target\n", "day", []),
        ("edifact", interchange("DTM+137:310203:101", "CNI+1", "CNI+2"), "/DTM[137]/1/2", ["2031-02-03"]),
        ("email", b"Date: 1 Feb 2031 10:00:00 +0000\n\n", "date", ["2031-02-01T10:00:00+00:00"]),
        ("email", b"To: b@example.org, c@example.org\n\n", "to", ["b@example.org", "c@example.org"]),
        ("email", b"To: b@example.org\n\n", "day", []),
        ("excel", workbook([["day"], [date(2031, 3, 1)], [None], ["2"]]), "day", ["2031-03-01", "2"]),
        ("json", b'{"made": {"on": "2031-02-01"}}', "/made/on", ["2031-02-01"]),
        ("json", b'[{"on": 3}, {"on": "2"}, {"on": 3}]', "/on", ["3", "2"]),
        ("json", b"{}", "/made", []),
        ("jsonl", b'{"day": "2031-03-01"}\n{"day": 7}\n3\n', "day", ["2031-03-01", "7"]),
        ("xml", b'<list on="2031-02-01"><day>2031-03-01</day></list>', "/list/@on", ["2031-02-01"]),
        ("xml", b"<list><day>2</day><day>1</day><day> 2 </day><day/></list>", "/list/day", ["2", "1"]),
        ("xml", b'<list><day on="2"/><day on="1"/></list>', "/list/day/@on", ["2", "1"]),
        ("xml", b"<list/>", "/list/@on", []),
    ],
)
def test_what_names_the_edition_is_found(
    name: str, content: bytes, at: str, expected: list[str], write: Callable[[bytes], Path]
) -> None:
    assert READERS[name].editions(write(content), SAMPLES[name].fmt, at) == expected


def test_an_edition_without_its_column_is_refused(write: Callable[[bytes], Path]) -> None:
    with pytest.raises(ReadError, match="no column 'day', which tells the edition"):
        READERS["csv"].editions(write(b"a\n1\n"), FileFormat("csv"), "day")
    with pytest.raises(ReadError, match="no column 'day', which tells the edition"):
        READERS["excel"].editions(write(workbook([["a"], [1]])), FileFormat("excel"), "day")


def test_a_character_cut_at_the_end_is_refused(
    write: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interlink.readers.text.CHUNK", 4)

    with pytest.raises(ReadError, match=r"byte 0xC3 at offset 7 \(line 2\) is not utf-8"):
        list(read_batches(write(b"a,b\n1,2\xc3"), FileFormat("csv")))


def test_an_unknown_format_is_refused(write: Callable[[bytes], Path]) -> None:
    with pytest.raises(ReadError, match=r"no reader for format 'jsonn'; there are .* Did you mean 'json'"):
        list(read_batches(write(b"x"), FileFormat("jsonn")))


def test_how_many_rows_a_file_holds_is_known_only_where_a_row_is_a_line(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    headless = FileFormat("csv", columns=("a", "b"))
    skipping = FileFormat("csv", skip_lines=1)
    formats = [FileFormat("csv"), headless, skipping, FileFormat("jsonl"), FileFormat("xml")]

    assert [rows_of(fmt, [file, file]) for fmt in formats] == [4, 6, 2, 6, None]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
@pytest.mark.parametrize("columns", [(), ("a", "b")])
def test_lines_before_the_header_are_skipped(
    end: bytes, columns: tuple[str, ...], write: Callable[[bytes], Path]
) -> None:
    first = [b'Report of 1 March, "unofficial', b""]
    lines = [*first, *([] if columns else [b"a,b"]), b"1,2", b'3,"4"']

    frame = main_table(write(end.join(lines)), FileFormat("csv", skip_lines=2, columns=columns))

    assert frame.select("a", "b", "_row").rows() == [("1", "2", 1), ("3", "4", 2)]


def test_a_file_that_is_skipped_whole_has_no_header(write: Callable[[bytes], Path]) -> None:
    with pytest.raises(ReadError, match="only empty lines, expected a header"):
        list(read_batches(write(b"one\ntwo\n"), FileFormat("csv", skip_lines=3)))
