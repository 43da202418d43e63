"""UN/EDIFACT: groups where the source says they are, values as delivered, faults told with their place."""

from __future__ import annotations

import re
import tempfile
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydifact.control.characters import Characters
from pydifact.parser import Parser
from pydifact.tokenizer import Tokenizer

from interlink.errors import ReadError
from interlink.readers import READERS, Batch, FileFormat, TablePath, columns_of, locator, read_batches
from interlink.readers.edifact_segments import elements_of
from interlink.readers.edifact_values import iso_date

HEAD = "UNB+UNOC:3+VELL+CUSTOMS+310203:0405+I1'"
CARGO = FileFormat(
    "edifact",
    tables={
        "consignment": TablePath("/CUSCAR/CNI", holds="RFF LOC NAD MEA"),
        "goods": TablePath("GID", parent="consignment", holds="FTX MEA PCI"),
        "packing": TablePath("SGP", parent="goods", holds="MEA"),
        "equipment": TablePath("/CUSCAR/EQD", holds="MEA SEL"),
    },
)
PLAN = FileFormat(
    "edifact",
    tables={
        "stowage": TablePath("/BAPLIE/LOC[147]", holds="MEA LOC"),
        "equipment": TablePath("EQD", parent="stowage", holds="NAD"),
    },
)

PLACE = r"segment \d|offset \d|the file is empty|the file ends without|no message|the file is UTF-16"


def message(kind: str, *segments: str, reference: str = "M1") -> str:
    body = "".join(f"{segment}'\n" for segment in segments)
    return f"UNH+{reference}+{kind}:D:95B:UN'\n{body}UNT+{len(segments) + 2}+{reference}'\n"


def interchange(*messages: str, head: str = HEAD) -> str:
    return f"{head}\n{''.join(messages)}UNZ+{len(messages)}+I1'\n"


@pytest.fixture
def batches(tmp_path: Path) -> Callable[[FileFormat, str | bytes], list[Batch]]:
    def read(fmt: FileFormat, content: str | bytes) -> list[Batch]:
        path = tmp_path / "sample.edi"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("latin-1"))
        return list(read_batches(path, fmt))

    return read


Reading = Callable[[FileFormat, "str | bytes"], list[Batch]]


def own(frame: pl.DataFrame) -> list[dict[str, object]]:
    """The values that stand in the records themselves, without those that are not there."""
    names = [name for name in columns_of(frame) if not name.startswith("/")]
    return [{name: value for name, value in row.items() if value} for row in frame.select(names).to_dicts()]


def test_a_segment_belongs_to_the_innermost_group_that_holds_it(batches: Reading) -> None:
    (batch,) = batches(
        CARGO,
        interchange(
            message(
                "CUSCAR",
                "EQD+CN+CSQU3054383",
                "MEA+AAE+T+KGM:2200",
                "CNI+1+VLD1",
                "RFF+BM:VLD1",
                "GID+1+20:CT",
                "SGP+CSQU3054383+20",
                "MEA+AAE+G+KGM:900,5",
                "PCI++MARKS",
                "MEA+AAE+G+KGM:901",
                "GID+2",
                "LOC+9+NLVLX",
                "CNI+2+VLD2",
            )
        ),
    )

    assert {name: own(frame) for name, frame in batch.items()} == {
        "equipment": [
            {"EQD/1/1": "CN", "EQD/2/1": "CSQU3054383", "MEA[AAE+T]/3/1": "KGM", "MEA[AAE+T]/3/2": "2200"}
        ],
        "consignment": [
            {"CNI/1/1": "1", "CNI/2/1": "VLD1", "RFF[BM]/1/2": "VLD1", "LOC[9]/2/1": "NLVLX"},
            {"CNI/1/1": "2", "CNI/2/1": "VLD2"},
        ],
        "goods": [
            {"GID/1/1": "1", "GID/2/1": "20", "GID/2/2": "CT"}
            | {"MEA[AAE+G]/3/1": "KGM", "MEA[AAE+G]/3/2": "901", "PCI/2/1": "MARKS"},
            {"GID/1/1": "2"},
        ],
        "packing": [
            {"SGP/1/1": "CSQU3054383", "SGP/2/1": "20", "MEA[AAE+G]/3/1": "KGM", "MEA[AAE+G]/3/2": "900.5"}
        ],
    }
    assert batch["packing"]["_parent"].to_list() == [1]
    assert batch["goods"].select("_row", "_path", "_parent").rows() == [(5, "message M1", 1)] * 2


def test_a_group_that_a_code_opens_goes_before_one_that_holds_the_segment(batches: Reading) -> None:
    (batch,) = batches(
        PLAN,
        interchange(
            message(
                "BAPLIE", "LOC+5+NLVLX", "LOC+147+0010203::5", "LOC+9+NLVLX", "EQD+CN+A", "LOC+147+0010204"
            )
        ),
    )

    assert own(batch["stowage"]) == [
        {"LOC/1/1": "147", "LOC/2/1": "0010203", "LOC/2/3": "5", "LOC[9]/2/1": "NLVLX"},
        {"LOC/1/1": "147", "LOC/2/1": "0010204"},
    ]
    assert batch["stowage"]["/LOC[5]/2/1"].to_list() == ["NLVLX", "NLVLX"]


def test_a_table_may_open_at_several_codes(batches: Reading) -> None:
    fmt = FileFormat("edifact", tables={"traveller": TablePath("/PAXLST/NAD[FL|FM]", holds="ATT")})

    (batch,) = batches(
        fmt, interchange(message("PAXLST", "NAD+MS+++VELL", "NAD+FL+++BO", "ATT+2++M", "NAD+FM+++ADA"))
    )

    assert own(batch["traveller"]) == [
        {"NAD/1/1": "FL", "NAD/4/1": "BO", "ATT[2]/3/1": "M"},
        {"NAD/1/1": "FM", "NAD/4/1": "ADA"},
    ]


def test_a_whole_message_may_be_the_record(batches: Reading) -> None:
    fmt = FileFormat(
        "edifact",
        tables={"order": TablePath("/ORDERS", holds="BGM MOA"), "line": TablePath("LIN", parent="order")},
    )
    orders = [
        message("ORDERS", "BGM+220+7", "LIN+1", "LIN+2", "UNS+S", "MOA+77:9", "CNT+2:2"),
        message("ORDERS", "LIN+1"),
    ]

    (batch,) = batches(fmt, interchange(*orders))

    assert batch["order"].select("_row", "UNH/1/1", "BGM/2/1", "MOA[77]/1/2", "/UNB/2/1").rows() == [
        (2, "M1", "7", "9", "VELL"),
        (10, "M1", None, None, "VELL"),
    ]
    assert batch["line"].select("LIN/1/1", "_parent").rows() == [("1", 1), ("2", 1), ("1", 2)]


def test_each_record_has_the_columns_of_its_message_whatever_the_batches(
    batches: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = interchange(
        message("CUSCAR", "BGM+85+A", *["CNI+1"] * 3, reference="A"),
        message("APERAK", "BGM+1+X", reference="X"),
        message("CUSCAR", "BGM+85+B", *["CNI+1"] * 4, reference="B"),
    )
    monkeypatch.setattr("interlink.readers.edifact.ROWS_PER_BATCH", 2)

    found = batches(CARGO, content)

    assert [batch["consignment"].height for batch in found] == [2, 2, 2, 1]
    frame = pl.concat([batch["consignment"] for batch in found], how="diagonal")
    assert frame.select("_path", "/BGM/2/1", "/UNH/1/1").rows() == [
        *[("message A", "A", "A")] * 3,
        *[("message B", "B", "B")] * 4,
    ]
    assert frame["_row"].to_list() == [4, 5, 6, 13, 14, 15, 16]


def test_several_interchanges_may_have_service_characters_of_their_own(batches: Reading) -> None:
    plain = interchange(message("CUSCAR", "CNI+1+it?'s: ??x"))
    other = plain.replace(":", "/").replace("?'", "'").replace("'\n", "~\n").replace("+", "|")

    (batch,) = batches(CARGO, plain + "UNA/|.? ~" + other)

    assert batch["consignment"].select("CNI/2/1", "CNI/2/2").rows() == [("it's", " ?x")] * 2


@pytest.mark.parametrize(
    ("level", "encoding"),
    [("UNOC", "latin-1"), ("UNOC", "utf-8"), ("UNOE", "iso8859-5"), ("UNOW", "utf-8"), ("UNOY", "utf-8")],
)
def test_the_syntax_level_tells_the_charset(level: str, encoding: str, batches: Reading) -> None:
    name = "Ольга" if level != "UNOC" else "Zoë"
    content = interchange(message("CUSCAR", f"CNI+1+{name}"), head=HEAD.replace("UNOC", level))

    (batch,) = batches(CARGO, content.encode(encoding))

    assert batch["consignment"]["CNI/2/1"].to_list() == [name]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_an_encoding_that_the_source_states_goes_before_the_syntax_level(
    encoding: str, batches: Reading
) -> None:
    content = interchange(message("CUSCAR", "CNI+1+Zoë’s"), head=HEAD.replace("UNOC", "UNOA"))
    fmt = FileFormat("edifact", encoding=encoding, tables=CARGO.tables)

    (batch,) = batches(fmt, content.encode(encoding))

    assert batch["consignment"]["CNI/2/1"].to_list() == ["Zoë’s"]


def test_what_a_file_counts_wrongly_may_be_told_instead(tmp_path: Path) -> None:
    path = tmp_path / "sample.edi"
    path.write_text(
        interchange(message("CUSCAR", "CNI+1"), message("APERAK", "BGM+1")).replace("UNT+3", "UNT+313", 1)
    )
    told = FileFormat("edifact", tables=CARGO.tables, counts="told")

    (batch,) = read_batches(path, told)

    assert batch["consignment"].height == 1
    assert READERS["edifact"].doubts(path, told) == [
        f"{path}: segment 4: UNT counts 313 segments in message 'M1', there are 3",
        f"{path}: 1 of its messages are APERAK, which no table reads",
    ]
    with pytest.raises(ReadError, match="segment 4: UNT counts 313 segments in message 'M1', expected 3"):
        list(read_batches(path, CARGO))


def test_groups_of_messages_are_counted(batches: Reading) -> None:
    grouped = message("CUSCAR", "CNI+1") * 2
    content = f"{HEAD}UNG+CUSCAR+A+B+310203:0405+G1'{grouped}UNE+NUMBER+G1'UNZ+1+I1'"

    (batch,) = batches(CARGO, content.replace("NUMBER", "2"))
    assert batch["consignment"]["/UNG/5/1"].to_list() == ["G1", "G1"]
    with pytest.raises(ReadError, match="segment 9: UNE counts 3 messages in group 'G1', expected 2"):
        batches(CARGO, content.replace("NUMBER", "3"))


def test_a_place_is_a_message_and_a_segment() -> None:
    assert locator(CARGO, "message M1", 17) == "message M1, segment 17"


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("310203", "101", "2031-02-03"),
        ("310203", "", "2031-02-03"),
        ("990203", "101", "1999-02-03"),
        ("20310203", "102", "2031-02-03"),
        ("3102030405", "201", "2031-02-03T04:05"),
        ("310203040506", "202", "2031-02-03T04:05:06"),
        ("203102030405", "203", "2031-02-03T04:05"),
        ("20310203040506", "204", "2031-02-03T04:05:06"),
        ("203102030405+0200", "205", "2031-02-03T04:05+0200"),
        ("3102030405UTC", "301", "2031-02-03T04:05Z"),
        ("203102030405GMT", "303", "2031-02-03T04:05Z"),
        ("20310203040506UTC", "304", "2031-02-03T04:05:06Z"),
        ("030231", "2", "2031-02-03"),
        ("020331", "3", "2031-02-03"),
        ("03022031", "4", "2031-02-03"),
        ("2031", "602", "2031"),
        ("203102", "610", "2031-02"),
        ("20310203-20310204", "718", "2031-02-03/2031-02-04"),
        # no day, no time, a zone that is no offset, another length, a format that is not known, none at all
        ("310230", "101", "310230"),
        ("203102032400", "203", "203102032400"),
        ("203102030405CET", "303", "203102030405CET"),
        ("2031020304", "203", "2031020304"),
        ("31034", "105", "31034"),
        ("20310203", "", "20310203"),
    ],
)
def test_dates_are_written_in_iso_8601(value: str, code: str, expected: str) -> None:
    assert iso_date(value, code, date(2031, 2, 3)) == expected


@pytest.mark.parametrize(
    ("value", "year"),
    [("310203", 2031), ("310204", 1931), ("320101", 1932), ("640217", 1964), ("080101", 2008)],
)
def test_a_birth_is_not_after_the_message(value: str, year: int) -> None:
    found = iso_date(value, "101", date(2031, 2, 3), is_birth=True)

    assert found == f"{year}-{value[2:4]}-{value[4:]}"


def test_a_short_year_stays_as_delivered_where_the_interchange_has_no_date() -> None:
    assert iso_date("310203", "101", None) == "310203"


@settings(max_examples=200, deadline=None)
@given(text=st.text("AB12 +:?é\t", min_size=1, max_size=30).filter(lambda text: "??" not in text + "?"))
def test_splitting_gives_what_pydifact_gives(text: str) -> None:
    text = "TAG+" + text.replace("?", "")
    characters = Characters.from_str(":+.? '")
    tokens = Tokenizer().get_tokens(text + "'", characters)

    (raw,) = Parser().convert_tokens_to_raw_segments(tokens)

    assert [_trimmed(element) for element in elements_of(text, characters)] == [
        _trimmed([element] if isinstance(element, str) else list(element)) for element in raw
    ]


def _trimmed(components: list[str]) -> list[str]:
    """Without empty ones at the end, which pydifact leaves out."""
    while components and not components[-1]:
        components = components[:-1]
    return components


VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z")), min_size=1, max_size=8)


@settings(max_examples=100, deadline=None)
@given(values=st.lists(VALUES, min_size=1, max_size=5))
def test_whatever_is_written_is_read_back(values: list[str]) -> None:
    escaped = [re.sub(r"([+:'?])", r"?\1", value) for value in values]
    content = interchange(
        message("CUSCAR", *[f"CNI+1+{value}" for value in escaped]), head=HEAD.replace("UNOC", "UNOW")
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.edi"
        path.write_text(content, encoding="utf-8")

        (batch,) = read_batches(path, CARGO)

    assert batch["consignment"]["CNI/2/1"].to_list() == values


@settings(max_examples=300, deadline=None)
@given(
    pieces=st.lists(
        st.sampled_from(
            [*"'+:?\n", "UNA:+.? '", HEAD, "UNH+1+CUSCAR'", "CNI+1'", "GID+1'", "UNT+", "UNZ+1+I1'"]
        ),
        max_size=12,
    ),
    odd=st.binary(max_size=3),
)
def test_any_order_of_segments_gives_batches_or_a_place(pieces: list[str], odd: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.edi"
        path.write_bytes("".join(pieces).encode() + odd)
        try:
            found = list(read_batches(path, CARGO))
        except ReadError as error:
            said = str(error)
            assert re.search(PLACE, said)
        else:
            assert found


def test_memory_is_that_of_a_batch_however_long_the_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interlink.readers.edifact.ROWS_PER_BATCH", 500)

    def peak(consignments: int) -> int:
        path = tmp_path / f"{consignments}.edi"
        path.write_text(interchange(message("CUSCAR", *["CNI+1+VLD", "RFF+BM:VLD", "GID+1"] * consignments)))
        tracemalloc.start()
        for _ in read_batches(path, CARGO):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(20_000) < 1.5 * peak(2_000) + (2 << 20)
