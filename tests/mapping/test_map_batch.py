"""Records to fragments."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.mapping.apply import Mapped, map_batch
from interlink.mapping.marks import UnknownCodes
from interlink.mapping.source_file import parse_source
from interlink.model.marking import Marking
from interlink.model.schema import load_ontology
from interlink.readers import read_batches

HEAD = "source: guests\ntitle: Guests\npublisher: {name: Hotel}\nlicence: Restricted\n"
GUESTS = (
    HEAD
    + """\
delivery: full
file: {format: csv, optional: [born, phone, other, country]}
hints: {country: NL}
entities:
  guest:
    schema: Person
    key: [id]
    required: true
    properties:
      name: name
      birth_date: born
      nationality: {column: country, split: ";"}
      weight_kg: other
  phone: {schema: Phone, properties: {number: phone}}
links:
  uses: {schema: Uses, source: guest, target: phone}
"""
)


def mapped_batches(source: str, content: str) -> list[Mapped]:
    spec = parse_source(source, "guests.yaml")
    numbers: dict[Marking, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample"
        path.write_text(content, encoding="utf-8", newline="")
        return [
            map_batch(
                spec,
                load_ontology(),
                batch,
                marking_id=lambda marking: numbers.setdefault(marking, len(numbers)),
            )
            for batch in read_batches(path, spec.file_format())
        ]


def mapped(source: str, content: str) -> Mapped:
    (one,) = mapped_batches(source, content)
    return one


def entities(found: Mapped, schema: str, *columns: str) -> list[tuple[object, ...]]:
    return found.fragments[schema].select("entity", *columns).rows()


def with_properties(properties: str, more: str = "") -> str:
    """A source whose Person has these properties."""
    return (
        HEAD
        + f"delivery: full\nfile: {{format: csv}}\n{more}entities:\n"
        + "  guest:\n    schema: Person\n    key: [id]\n"
        + f"    properties: {properties}\n"
    )


def only_value(properties: str, content: str, name: str, more: str = "") -> list[object]:
    return mapped(with_properties(properties, more), content).fragments["Person"][name].to_list()


def test_a_value_that_is_no_date_is_kept_and_flagged() -> None:
    found = mapped(GUESTS, "id,name,born\n1,Ada,31 February 1980\n2,Bo,1980-02-03\n")

    assert entities(found, "Person", "birth_date", "flagged") == [
        ("guests:person:1", ["31 February 1980"], ["birth_date=31 February 1980"]),
        ("guests:person:2", ["1980-02-03"], None),
    ]
    assert found.quarantined.height == 0


def test_a_number_that_cannot_be_read_is_flagged_and_left_out() -> None:
    found = mapped(GUESTS, "id,name,other,country\n1,Ada,heavy,NL;Nowhereland\n")

    assert entities(found, "Person", "weight_kg", "nationality", "flagged") == [
        ("guests:person:1", None, ["NL", "Nowhereland"], ["nationality=Nowhereland", "weight_kg=heavy"])
    ]


def test_a_phone_that_cannot_be_dialled_stays_within_its_source() -> None:
    content = "id,name,phone\n1,Ada,56\n2,Bo,06 1234 5678\n"

    here, there = mapped(GUESTS, content), mapped(GUESTS.replace("source: guests", "source: other"), content)

    assert entities(here, "Phone", "number", "flagged") == [
        ("guests:phone:56", "56", ["number=56"]),
        ("phone:+31612345678", "+31612345678", None),
    ]
    assert [row[0] for row in entities(there, "Phone")] == ["other:phone:56", "phone:+31612345678"]
    assert here.fragments["Uses"].select("src", "dst").rows() == [
        ("guests:person:1", "guests:phone:56"),
        ("guests:person:2", "phone:+31612345678"),
    ]


def test_a_doubtful_check_digit_does_not_take_the_global_id() -> None:
    source = HEAD + (
        "delivery: full\nfile: {format: csv}\nentities:\n"
        "  car: {schema: Vehicle, key: [vin], properties: {vin: vin}}\n"
    )

    found = mapped(source, "vin\nWVWZZZ1JZXW000002\n")

    assert entities(found, "Vehicle", "flagged") == [("vehicle:WVWZZZ1JZXW000002", ["vin=WVWZZZ1JZXW000002"])]


def test_an_identifier_without_its_whole_key_is_scoped() -> None:
    source = HEAD + (
        "delivery: full\nfile: {format: csv}\nentities:\n"
        "  passport: {schema: Passport, properties: {number: number, country: country}}\n"
    )

    found = mapped(source, "number,country\nAB12345,NL\nAB12345,\n,NL\nAB12345,Nowhere\n")

    assert [row[0] for row in entities(found, "Passport")] == [
        "passport:AB12345|NL",
        "guests:passport:AB12345",
        "guests:passport:AB12345|Nowhere",
    ]
    assert found.quarantined.rows() == [(3, None, "nothing in this record could be mapped")]


def test_keys_are_trimmed_keep_their_case_and_are_told_apart() -> None:
    source = with_properties("{name: name}").replace("key: [id]", "key: [id, name]")

    found = mapped(source, 'id,name\n" A  b ",Cy\na b,CY\nA b,Cy\na|b,c\na,b|c\n,x\n' + "x" * 200 + ",y\n")

    assert [row[0] for row in entities(found, "Person")][:4] == [
        "guests:person:A b|Cy",
        "guests:person:a b|CY",
        r"guests:person:a\|b|c",
        r"guests:person:a|b\|c",
    ]
    assert found.fragments["Person"]["entity"].str.len_chars().max() == 160
    assert found.quarantined.rows() == [(6, None, "nothing in this record could be mapped")]


def test_a_record_without_what_is_required_is_kept_apart_whole() -> None:
    source = GUESTS.replace("target: phone}", "target: phone, required: true}")

    found = mapped(source, "id,name,phone\n1,Ada,+31612345678\n,Bo,+31612345679\n3,Cy,\n")

    assert found.quarantined.rows() == [
        (2, None, "entity 'guest': its key is empty"),
        (3, None, "link 'uses': 'guest' or 'phone' is missing"),
    ]
    assert [row[0] for row in entities(found, "Person")] == ["guests:person:1"]
    assert [row[0] for row in entities(found, "Phone")] == ["phone:+31612345678"]
    assert found.named.to_list() == ["guests:person:3", "phone:+31612345679"]
    assert found.nameless == 1


def test_required_asks_only_where_the_source_says_so() -> None:
    source = GUESTS.replace("required: true", "required: true\n    where: {kind: guest}")

    found = mapped(source, "id,name,kind,phone\n1,Ada,Guest,\n,Bo,staff,+31612345678\n,Cy,guest,\n")

    assert found.quarantined.rows() == [(3, None, "entity 'guest': its key is empty")]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("{kind: guest}", ["1", "4"]),
        ("{kind: [guest, STAFF]}", ["1", "2", "4"]),
        ('{kind: "*"}', ["1", "2", "4"]),
        ('{kind: ""}', ["3", "5"]),
        ('{kind: ["", staff]}', ["2", "3", "5"]),
        ('{kind: guest, other: "*"}', ["4"]),
    ],
)
def test_where_takes_the_rows_it_names(where: str, expected: list[str]) -> None:
    source = with_properties("{name: name, title: other}").replace(
        "key: [id]", f"key: [id]\n    where: {where}"
    )

    found = mapped(source, "id,name,kind,other\n1,A,guest,\n2,B,Staff,\n3,C,,x\n4,D, GUEST ,x\n5,E,  ,\n")

    assert [row[0] for row in entities(found, "Person")] == [f"guests:person:{key}" for key in expected]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("name: a", "Ada"),
        ("name: {columns: [a, b]}", "Ada Vell"),
        ("name: {columns: [a, blank, b], join: '-'}", "Ada-Vell"),
        ("name: {columns: [a, b], join: ''}", "AdaVell"),
        ("name: {first: [none, blank, b]}", "Vell"),
        ("name: {template: '{b}, {a}.'}", "Vell, Ada."),
        ("name: {template: '{b}, {blank}'}", None),
        ("name: {literal: Bo}", "Bo"),
        ("name: {column: list, split: ','}", "x"),
        ("name: {column: code, extract: '^([A-Z]+)-'}", "NL"),
        ("name: {column: code, extract: '^([0-9]+)-'}", None),
        ("name: {column: b, lookup: names}", "Velde"),
        ("name: {column: a, lookup: names}", "Ada"),
        ("name: {column: a, where: {b: vell}}", "Ada"),
        ("name: {column: a, where: {b: other}}", None),
        ("alias: {columns: [b, none, a]}", ["Ada", "Vell"]),
        ("alias: {all: [a, {column: list, split: ','}]}", ["Ada", "x", "y"]),
        ("alias: {first: [none, {column: list, split: ','}]}", ["x", "y"]),
        ("alias: {template: '{code}', extract: '^([A-Z]+)-'}", ["NL"]),
        ("alias: {template: '{b}', lookup: names}", ["Velde"]),
        ("alias: {literal: [p, q]}", ["p", "q"]),
        ("alias: {column: blank}", None),
    ],
)
def test_texts_come_from_where_the_source_says(given: str, expected: object) -> None:
    content = 'id,a,b,blank,none,list,code\n1, Ada ,Vell,"  ",,"x,,y , x",NL-12\n'
    more = "lookups: {names: {Vell: Velde, Velde: Velden}}\n"

    assert only_value(f"{{{given}}}", content, given.split(":", maxsplit=1)[0], more) == [expected]


def test_links_without_a_key_have_no_id_and_those_with_one_do() -> None:
    content = "id,name,phone\n1,Ada,+31612345678\n"

    plain = mapped(GUESTS, content)
    keyed = mapped(GUESTS.replace("target: phone}", "target: phone, key: [id, phone]}"), content)

    assert entities(plain, "Uses") == [(None,)]
    assert entities(keyed, "Uses") == [("guests:uses:1|+31612345678",)]


BOXES = (
    HEAD
    + """\
delivery: full
only: {kind: sea}
file: {format: csv, tables: {box: {parent: record, column: boxes, split: ";"}}}
entities:
  shipment: {schema: Shipment, key: [bill], properties: {bill_of_lading: bill}}
  box: {table: box, schema: Container, key: [.], properties: {number: .}}
links:
  packed: {table: box, schema: PackedIn, source: shipment, target: box}
"""
)


def test_split_parts_link_to_their_row_and_leave_with_it() -> None:
    found = mapped(BOXES, "bill,kind,boxes\nB1,sea,CSQU3054383; MSKU6011672\nB2,air,TTNU1234567\nB3,sea,\n")

    assert found.records == 2
    assert found.fragments["PackedIn"].select("src", "dst", "row").rows() == [
        ("guests:shipment:B1", "container:CSQU3054383", 1),
        ("guests:shipment:B1", "container:MSKU6011672", 1),
    ]
    assert found.fragments["Container"].height == 2


NESTED = (
    HEAD
    + """\
delivery: full
file:
  format: jsonl
  tables: {guest: {path: /}, stay: {path: stays, parent: guest}, card: {path: cards, parent: stay}}
mark_by: {source_grade: grade, handling: codes, releasable_to: to}
entities:
  guest:
    table: guest
    schema: Person
    key: [id]
    properties: {name: name, title: {table: stay, column: room, where: {kind: suite}}}
  card: {table: card, schema: Passport, key: [.], properties: {number: .}}
links:
  holds: {table: card, schema: Holds, source: guest, target: card}
"""
)


def test_ends_are_found_through_two_tables() -> None:
    lines = (
        '{"id": 1, "stays": [{"room": "A", "kind": "suite", "cards": ["AB1234"]}, {"room": "B"}]}\n'
        '{"id": 2, "stays": {"room": "C", "kind": ["x", "Suite"], "cards": ["CD1234", "EF1234"]}}\n'
    )

    found = mapped(NESTED, lines)

    assert found.fragments["Holds"].select("src", "dst", "row").rows() == [
        ("guests:person:1", "guests:passport:AB1234", 1),
        ("guests:person:2", "guests:passport:CD1234", 2),
        ("guests:person:2", "guests:passport:EF1234", 2),
    ]
    assert found.fragments["Person"]["title"].to_list() == [["A"], ["C"]]


def test_a_record_may_say_its_own_marking() -> None:
    spec = parse_source(NESTED, "guests.yaml")
    seen: list[Marking] = []

    def number(marking: Marking) -> int:
        if marking not in seen:
            seen.append(marking)
        return seen.index(marking)

    lines = (
        '{"id": 1, "grade": "A", "codes": ["H1", "H2"], "to": "NL; United Bureau",'
        ' "stays": {"cards": "AB1234"}}\n'
        '{"id": 2, "codes": " ", "to": ";", "stays": {"cards": "CD1234"}}\n'
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample"
        path.write_text(lines, encoding="utf-8")
        batch = next(iter(read_batches(path, spec.file_format())))
    found = map_batch(spec, load_ontology(), batch, marking_id=number)

    own = Marking(source_grade="A", handling=("H1", "H2"), releasable_to=("NL", "United Bureau"))
    for schema in ("Person", "Passport", "Holds"):
        assert [seen[n] for n in found.fragments[schema].sort("row")["marking"]] == [own, Marking()], schema


CHANGES = GUESTS.replace("full", "changes\noperation: {column: op, delete: [D], key: [nr]}").replace(
    "target: phone}", "target: phone, required: true}"
)


def test_a_deletion_needs_its_key_only_and_says_nothing() -> None:
    found = mapped(
        CHANGES, "nr,id,name,phone,op\nK1,1,Ada,+31612345678,U\nk2,,,,d\n,2,,,D\nK3,3,Cy,,U\nK4,4,,,D\n"
    )

    assert entities(found, "Person", "record_key") == [("guests:person:1", "K1")]
    assert entities(found, "Phone", "record_key") == [("phone:+31612345678", "K1")]
    assert found.fragments["Uses"]["record_key"].to_list() == ["K1"]
    assert found.restated.to_list() == ["K1", "K4", "k2"]
    assert found.quarantined.rows() == [
        (3, None, "operation: the record's key is empty"),
        (4, None, "link 'uses': 'guest' or 'phone' is missing"),
    ]


def test_what_two_records_of_changes_say_alike_are_two_fragments() -> None:
    found = mapped(CHANGES, "nr,id,name,phone,op\n1,1,Ada,+31612345678,U\n2,1,Ada,+31612345678,U\n")

    assert entities(found, "Person", "record_key") == [("guests:person:1", "1"), ("guests:person:1", "2")]
    assert found.fragments["Uses"]["hash"].n_unique() == 2


def test_a_record_that_the_source_leaves_out_takes_back_what_it_said() -> None:
    source = CHANGES.replace("hints:", "only: {kind: sea}\nhints:")

    found = mapped(source, "nr,id,name,phone,op,kind\n1,1,Ada,+31612345678,U,air\n")

    assert (found.records, found.restated.to_list()) == (0, ["1"])


def test_records_of_several_tables_have_keys_of_their_own() -> None:
    source = (
        HEAD
        + """\
delivery: changes
operation: {column: op, delete: D, key: [id]}
file:
  format: json
  tables: {guest: {path: /guests}, firm: {path: /firms}, card: {path: cards, parent: guest}}
entities:
  guest: {table: guest, schema: Person, key: [id], properties: {name: name}}
  firm: {table: firm, schema: Company, key: [id], properties: {name: name}}
  card: {table: card, schema: Passport, key: [.], properties: {number: .}}
"""
    )

    found = mapped(
        source,
        '{"guests": [{"id": 1, "name": "Ada", "cards": ["AB1234"]}], "firms": [{"id": 1, "name": "Vell"}]}',
    )

    assert [found.fragments[name]["record_key"].to_list() for name in ("Person", "Company", "Passport")] == [
        ["guest:1"],
        ["firm:1"],
        ["guest:1"],
    ]


def test_codes_of_markings_that_nobody_knows_are_kept_and_counted() -> None:
    source = with_properties("{name: name}", "mark_by: {handling: handling, source_grade: grade}\n")
    spec = parse_source(source, "guests.yaml")
    seen: dict[Marking, int] = {}
    rows = {
        "id": ["1", "2", "3"],
        "name": ["Ada", "Bo", "Cy"],
        "handling": ["secret", "h2;secret", "H1"],
        "grade": ["a", None, "Q"],
    }
    batch = {
        "record": pl.DataFrame(rows).with_columns(
            pl.Series("_row", [1, 2, 3]),
            pl.Series("_path", [None] * 3, dtype=pl.String),
            pl.Series("_item", [1, 2, 3]),
            pl.Series("_parent", [None] * 3, dtype=pl.Int64),
        )
    }

    found = map_batch(
        spec, load_ontology(), batch, marking_id=lambda marking: seen.setdefault(marking, len(seen))
    )

    numbers = {number: marking for marking, number in seen.items()}
    marks = [numbers[n] for n in found.fragments["Person"].sort("row")["marking"]]
    assert [(m.source_grade, m.handling) for m in marks] == [
        ("A", ("secret",)),
        ("X", ("H2", "secret")),
        ("Q", ("H1",)),
    ]
    assert found.unknown == {
        ("handling", "handling"): UnknownCodes(2, None, 1),
        ("source_grade", "grade"): UnknownCodes(1, None, 3),
    }


def test_ten_digits_are_a_moment_only_where_the_source_says_so() -> None:
    source = HEAD + (
        "delivery: full\nfile: {format: csv}\nHINTSentities:\n"
        "  crossing: {schema: BorderCrossing, key: [id], properties: {at: at}}\n"
    )
    content = "id,at\n1,2301011230\n"

    plain = mapped(source.replace("HINTS", ""), content).fragments["BorderCrossing"]
    epoch = mapped(source.replace("HINTS", "hints: {epoch: true}\n"), content).fragments["BorderCrossing"]

    assert (plain["at"].to_list(), plain["flagged"].to_list()) == ([None], [["at=2301011230"]])
    assert epoch["flagged"].to_list() == [None]
    assert epoch["at"].dt.year().to_list() == [2042]


def test_a_file_without_records_gives_empty_frames() -> None:
    found = mapped(GUESTS, "id,name,born,country,other,phone\n")

    assert {name: frame.height for name, frame in found.fragments.items()} == {
        "Person": 0,
        "Phone": 0,
        "Uses": 0,
    }
    assert (found.records, found.quarantined.height, found.named.len()) == (0, 0, 0)


def test_what_records_say_twice_is_counted_once() -> None:
    found = mapped(GUESTS, "id,name,phone\n1,Ada,+31612345678\n1,Ada,+31612345678\n")

    assert found.fragments["Person"].select("row", "records").rows() == [(1, 2)]
    assert found.fragments["Uses"].select("row", "records").rows() == [(1, 1), (2, 1)]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", " 3", ""]),
        st.sampled_from(["Ada", "Bo  Ruun", ""]),
        st.sampled_from(["1980-01-02", "31 February 1980", "1980", ""]),
        st.sampled_from(["+31612345678", "06 1234 5678", "56", ""]),
    ),
    max_size=8,
)


def statements(found: list[Mapped]) -> set[tuple[object, ...]]:
    return {
        (name, *row)
        for one in found
        for name, frame in one.fragments.items()
        for row in frame.select("entity", "hash").rows()
    }


def as_csv(rows: list[tuple[str, ...]]) -> str:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("id", "name", "born", "phone"), pl.String), orient="row")
    return frame.write_csv(quote_style="always")


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, order=st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(rows: list[tuple[str, ...]], order: object) -> None:
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]

    assert statements(mapped_batches(GUESTS, as_csv(rows))) == statements(
        mapped_batches(GUESTS, as_csv(shuffled))
    )


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, size=st.integers(1, 3))
def test_the_size_of_batches_does_not_matter(rows: list[tuple[str, ...]], size: int) -> None:
    whole = mapped_batches(GUESTS, as_csv(rows))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("interlink.readers.table.BATCH_ROWS", size)
        parts = mapped_batches(GUESTS, as_csv(rows))

    assert statements(parts) == statements(whole)
    assert sum(part.quarantined.height for part in parts) == whole[0].quarantined.height
    assert sum(part.records for part in parts) == len(rows)
