"""A source proposed for a file: what is told from values, what from names, and what is left to people."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.errors import ReadError, SpecError
from interlink.loads.preview import preview
from interlink.mapping.proposal import propose, source_name
from interlink.mapping.source_file import parse_source
from interlink.model.schema import load_ontology

CALLS = """\
caller,callee,started_at,duration_s,cell
+31612345678,+31612345679,2026-01-02 10:00:00,60,204-1
+31612345678,+31612345680,2026-01-02 11:00:00,30,204-2
"""
CASES: dict[str, tuple[str, dict[str, str], dict[str, str], dict[str, object]]] = {
    "calls": (
        CALLS,
        {"caller": "Phone", "callee": "Phone"},
        {"call": "Called caller>callee at=started_at cell=cell duration_s=duration_s"},
        {},
    ),
    "calls with epoch seconds": (
        "a_number;b_number;timestamp\n+31612345678;+31612345679;1700000000\n",
        {"a": "Phone", "b": "Phone"},
        {"call": "Called a>b at=timestamp"},
        {"hints": {"epoch": True}, "file": {"format": "csv", "delimiter": ";"}},
    ),
    "payments": (
        "payer_iban\tpayee_iban\tamount\tcurrency\tbooked\n"
        "NL91ABNA0417164300\tDE89370400440532013000\t1250,50\tEUR\t13.01.2026\n",
        {"payer": "BankAccount", "payee": "BankAccount"},
        {"payment": "Paid payer>payee amount=amount at=booked currency=currency"},
        {"hints": {"decimal": ","}, "file": {"format": "csv", "delimiter": "\t"}},
    ),
    "people and their documents": (
        "name,date_of_birth,nationality,passport_no,phone\n"
        "Ada Vell,03/04/1980,NL,NX1234567,+31612345678\nBo Vell,05/06/1981,NL,NX1234568,+31612345679\n",
        {"person": "Person", "phone": "Phone", "document": "Passport"},
        {"person_phone": "Uses person>phone", "person_document": "Holds person>document"},
        {"hints": {"day_first": True}},
    ),
    "dates with the month first": (
        "name,birth_date\nAda Vell,03/24/1980\n",
        {"person": "Person"},
        {},
        {"hints": {"day_first": False}},
    ),
    "shipments": (
        "bl_no,shipper,shipper_country,consignee,container,weight_kg\n"
        "VLD1,Veld Trading Ltd,NL,Vell Lagos Ltd,CSQU3054383,8000\n",
        {"bl": "Shipment", "shipper": "Company", "consignee": "Company", "container": "Container"},
        {
            "from_shipper": "ConsignedBy bl>shipper",
            "to_consignee": "ConsignedTo bl>consignee",
            "in_container": "PackedIn bl>container",
        },
        {},
    ),
    "vessels": (
        "imo,vessel_name,flag\n9074729,Veldsted,NL\n9176187,Vellmar,PA\n",
        {"vessel": "Vessel"},
        {},
        {},
    ),
    "vehicles of people": (
        "vin,owner_id,owner_name\n1M8GDM9AXKP042788,P1,Ada Vell\n",
        {"vin": "Vehicle", "owner": "Person"},
        {},
        {},
    ),
    "messages": (
        "sender,recipient,sent,subject\nada@x.example,bo@y.example,2026-01-02T10:00:00Z,Hello\n",
        {"sender": "Email", "recipient": "Email"},
        {"message": "Messaged sender>recipient at=sent subject=subject"},
        {},
    ),
    "owners": (
        "owner_id,owner_name,company_id,company_name,share_percent\nP1,Ada Vell,C1,Veld Ltd,40\n",
        {"owner": "Person", "company": "Company"},
        {"owns": "Owns owner>company share_percent=share_percent"},
        {},
    ),
    "numbers between two sides": (
        "source,target,weight\n1,2,3\n2,3,1\n",
        {"source": "Person", "target": "Person"},
        {"link": "LinkedTo source>target weight=weight"},
        {},
    ),
    "nothing known": ("colour,taste\nred,sweet\nblue,sour\n", {"report": "Report"}, {}, {}),
    "no header": (
        "+31612345678,+31612345679,2026-01-02 10:00:00\n",
        {"column_1": "Phone", "column_2": "Phone"},
        {"call": "Called column_1>column_2 at=column_3"},
        {"file": {"format": "csv", "columns": ["column_1", "column_2", "column_3"]}},
    ),
}


def proposed(folder: Path, text: str, name: str = "feed.csv") -> dict[str, object]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    made = propose(path)
    assert parse_source(made.text, "feed.yaml") == made.spec
    found: dict[str, object] = yaml.safe_load(made.text)
    return found


def said(link: dict[str, object]) -> str:
    given = link.get("properties") or {}
    assert isinstance(given, dict)
    return " ".join(
        [
            f"{link['schema']} {link['source']}>{link['target']}",
            *(f"{k}={v}" for k, v in sorted(given.items())),
        ]
    )


@pytest.mark.parametrize("case", CASES)
def test_what_columns_hold_is_told_from_their_values(case: str, tmp_path: Path) -> None:
    text, entities, links, rest = CASES[case]

    found = proposed(tmp_path, text)

    assert {name: row["schema"] for name, row in found["entities"].items()} == entities  # type: ignore[attr-defined]
    assert {name: said(row) for name, row in (found.get("links") or {}).items()} == links  # type: ignore[attr-defined]
    assert {name: found.get(name) for name in rest} == rest
    path = tmp_path / "feed.csv"
    seen = preview(propose(path).spec, load_ontology(), path)
    assert (seen.quarantined, seen.warnings, seen.fails) == (0, [], "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CALLS, "'started_at' says no time zone, so it is read as UTC; else set hints.timezone."),
        (CASES["people and their documents"][0], "none of 2 dates such as 03/04/2024 tells day from month"),
        ("name,birth_date\nA Vell,24/03/1980\nB Vell,03/24/1980\n", "written in two ways"),
        (
            "vin,owner_id,owner_name\n1M8GDM9AXKP042788,P1,Ada Vell\n",
            "# owner_owns_vin: {schema: Owns, source: owner",
        ),
        ("payer,payee,amount\nAda Vell,Bo Vell,5\n", "no column is a currency"),
        (
            "name,city\nAda Vell,Veld\n",
            "only this tells one from another, so that two of the same name become one",
        ),
        (
            "name,phone\nAda Vell,020-1234567\n",
            "set hints.country where they are written without a country code",
        ),
        (
            "first,second\nred,sweet\nblue,sour\n",
            "the first line is taken for a header, though all others are words",
        ),
        ("name,phones\nAda Vell,+31612345678; +31612345679\n", "seems to be several values in one"),
        (
            "customer,remark\nAda Vell,x\n",
            "Nothing says whether it is a Person or a Company; Person is a guess.",
        ),
    ],
)
def test_what_is_unsure_is_said_in_a_comment(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(text, encoding="utf-8")

    comments = " ".join(line.strip(" #") for line in propose(path).text.splitlines() if "#" in line)

    assert words.strip(" #") in comments


def test_json_lists_and_lines_are_read_where_their_records_lie(tmp_path: Path) -> None:
    record = '{"caller": "+31612345678", "callee": "+31612345679", "at": "2026-01-02T10:00:00Z"}'
    expected = {"caller": "Phone", "callee": "Phone"}

    for name, text in {
        "feed.json": f'{{"page": 1, "data": {{"calls": [{record}]}}}}',
        "list.json": f"[{record}, {record}]",
        "feed.jsonl": f"{record}\n{record}\n",
        "feed": f"{record}\n{record}\n",
    }.items():
        found = proposed(tmp_path, text, name)
        assert {key: row["schema"] for key, row in found["entities"].items()} == expected  # type: ignore[attr-defined]


def test_a_file_in_another_encoding_is_read_and_doubted(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_bytes("name,phone\nZoë Vell,+31612345678\n".encode("latin-1"))

    text = propose(path).text

    assert "encoding: latin-1" in text
    assert "CHECK encoding: it is not UTF-8 (byte 0xeb)" in text
    path.write_bytes("name,phone\nZoë Vell,+31612345678\n".encode("utf-16"))
    assert "encoding: utf-16" in propose(path).text


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Zoë Vell", "latin-1"),
        ("Wałęsa Woźniak", "cp1250"),
        ("Šárka “Vell”", "cp1252"),
        ("Zoë Vell\x81", "latin-1"),
    ],
)
def test_bytes_that_are_controls_in_latin_1_are_letters_of_windows(
    name: str, encoding: str, tmp_path: Path
) -> None:
    path = tmp_path / "feed.csv"
    path.write_bytes(f"name,phone\n{name},+31612345678\n".encode(encoding))

    made = propose(path)

    assert made.spec.file.encoding == encoding
    assert made.written.sample["name"].to_list() == [name]


def test_people_of_first_and_last_name_have_a_name_to_be_found_by(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text("customer_no,given_name,family_name\n1,Ada,Miller\n2,,Weber\n", encoding="utf-8")

    found = preview(propose(path, name="feed").spec, load_ontology(), path)

    assert [sample.words for sample in found.samples] == [
        "name: Ada Miller; first_name: Ada; last_name: Miller",
        "name: Weber; last_name: Weber",
    ]


HOSTILE = [
    "a: b\n# c",
    "{x}",
    "- !!python/object:os.system",
    "<script>x</script>",
    "\u202ecolour\u0085",
    "null",
    "'; DROP",
    "&anchor *alias",
    "_row",
    "x" * 3_000,
    "=HYPERLINK(1)",
    "yes",
]


def test_hostile_names_of_columns_stay_names(tmp_path: Path) -> None:
    quoted = ",".join('"' + name.replace('"', '""') + '"' for name in HOSTILE)
    path = tmp_path / "feed.csv"
    path.write_text(f"phone,{quoted}\n+31612345678{',v' * len(HOSTILE)}\n", encoding="utf-8")

    made = propose(path)

    shown = [line for line in made.text.splitlines() if line.startswith("  - ")]
    assert len(shown) == len(made.spec.ignore) == len(HOSTILE)
    assert set(made.spec.ignore) == {name.replace("_row", "._row").strip() for name in HOSTILE}
    assert preview(made.spec, load_ontology(), path).warnings == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("name,phone\n", "holds no record, so there is nothing to guess from"),
        ("name,name\na,b\n", "the header gives columns 1 and 2 one name"),
        ("name,phone\na,b,c\n", "row 1 has 3 fields, expected 2"),
        ("\n\n\n", "only empty lines"),
        ("name,phone\n,\n", "none of its columns holds a value"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ReadError, match=words):
        propose(path)


def test_a_format_that_nothing_is_proposed_for_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.edifact"
    path.write_text("UNA:+.? '", encoding="utf-8")

    with pytest.raises(ReadError, match="no source can be proposed for a file of format 'edifact'"):
        propose(path)
    with pytest.raises(
        ReadError, match=r"format 'cvs'; expected csv, excel, json, jsonl, xml\. Did you mean 'csv'\?"
    ):
        propose(path, fmt="cvs")
    with pytest.raises(ReadError, match="a file of format 'csv' has no sheets"):
        propose(path, fmt="csv", sheet="Data")
    with pytest.raises(SpecError, match="name 'My feed'"):
        propose(path, name="My feed")


@pytest.mark.parametrize(
    ("file", "name"),
    [("Calls 2024-05.csv", "calls_2024_05"), ("2024.csv", "source_2024"), ("звонки.csv", "new_source")],
)
def test_a_source_is_called_after_its_file(file: str, name: str) -> None:
    assert source_name(Path(file)) == name


CELL = st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
VALUE = st.one_of(
    CELL,
    st.sampled_from(
        ["+31612345678", "2026-01-02", "12/11/2020", "5,50", "Ada Vell", "NL", "1", "a@b.nl", "x;y"]
    ),
)


@settings(deadline=None)
@given(st.lists(st.lists(VALUE, min_size=1, max_size=5), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_any_file_gives_a_right_source_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], mark: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "feed.csv"
    path.write_text("\n".join(mark.join(row) for row in rows), encoding="utf-8")

    try:
        made = propose(path)
    except ReadError:
        return
    assert propose(path).text == made.text
    preview(made.spec, load_ontology(), path)


def test_an_encoding_that_somebody_knows_is_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("имя,phone\nИван,+31612345678\n".encode("cp1251"))

    made = propose(path, encoding="cp1251")

    assert [column.name for column in made.columns] == ["имя", "phone"]
    assert (made.spec.file.encoding, made.written.doubts) == ("cp1251", {})
