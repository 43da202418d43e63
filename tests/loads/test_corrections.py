"""A record in quarantine as corrected: it means what it would have meant in its delivery, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from homes import Home, csv, people
from interlink.errors import InterlinkError, LoadError, QueryError, ReadError, UnknownName
from interlink.ledger import Correction
from interlink.ledger.corrections import Corrected, Corrections, KeptApart
from interlink.loads.corrected import Received, corrected_file, received
from interlink.loads.report import LoadReport
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec
from packed_files import workbook

ADA, BO, CY = ("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672"), ("3", "Cy", "+31612345673")
NAMELESS = ("", "Di", "+31612345674")
EVERYBODY = {("1", "Ada"), ("2", "Bo"), ("3", "Cy"), ("4", "Di")}
HEADER = "op,id,name,phone"
LINES = """
source: people
title: People, told apart by number
publisher: {name: An agency}
licence: None
delivery: increment
quarantine_limit: 0.6
file: {format: FORMAT, TABLES}
entities:
  person: {schema: Person, key: [id], required: true, properties: {name: name}}
"""
PERSONS = "<all><person><id>1</id><name>Ada</name></person><person><name>Di</name></person></all>"


class Desk(Home):
    """A home whose quarantine is corrected."""

    def kept(self, load: int) -> list[KeptApart]:
        return Corrections(self.ledger).kept_apart(load)

    def received(self, kept: KeptApart) -> Received:
        return received(kept, self.ledger.files([kept.file])[kept.file], self.archive)

    def correct(
        self,
        load: int,
        spec: SourceSpec | None = None,
        *,
        at: int = 0,
        text: str | None = None,
        **values: str,
    ) -> LoadReport:
        """Corrects the record at this place in a load's quarantine."""
        using, kept = spec or people(), self.kept(load)[at]
        record = self.received(kept)
        folder = self.root / f"correction-{next(self._names)}"
        folder.mkdir()
        given = record.corrected(values, text)
        file = corrected_file(record, using.file_format(), given, folder)
        return self.loader.correct(using, kept, file, by=Correction(kept.id, "ada", "letter of 3 May"))

    def all_names(self) -> set[tuple[str, str]]:
        return self.names(self.ledger.committed())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def counts(report: LoadReport) -> tuple[int, ...]:
    """Records, fragments added, retired and unchanged, records in quarantine."""
    return (
        report.records,
        report.fragments_added,
        report.fragments_retired,
        report.fragments_unchanged,
        report.quarantined,
    )


def test_a_corrected_record_of_a_whole_delivery_is_added_and_nothing_else_goes(desk: Desk) -> None:
    desk.load(csv([ADA, BO, CY, NAMELESS]))
    report = desk.correct(1, id="4")

    assert (report.load, report.state, counts(report)) == (2, "committed", (1, 3, 0, 9, 0))
    assert desk.all_names() == EVERYBODY


def test_quarantine_keeps_the_record_and_says_how_it_was_corrected(desk: Desk) -> None:
    desk.load(csv([ADA, BO, CY, NAMELESS]))
    (before,) = desk.kept(1)
    desk.correct(1, id="4")
    (after,) = desk.kept(1)
    (load,) = (row for row in desk.ledger.loads() if row.id == 2)

    assert before == KeptApart(1, 1, "people", 1, None, 4, "entity 'person': its key is empty")
    assert after.corrected == Corrected(2, 2, "ada", load.committed_at or 0, "letter of 3 May")
    assert desk.received(after).columns == {"id": None, "name": "Di", "phone": "+31612345674"}
    assert Corrections(desk.ledger).made() == [after]


def test_the_correction_is_archived_under_its_own_sha256(desk: Desk) -> None:
    desk.load(csv([ADA, NAMELESS, BO, CY]))
    desk.correct(1, id="4")
    files = desk.ledger.files()
    path = desk.archive.verified(files[2].sha256)

    assert [file.name for file in files.values()] == ["delivery-0.csv", "delivery-0-row-2-corrected.csv"]
    assert desk.ledger.load_files(2) == [2]
    assert path is not None
    assert path.read_bytes() == b"id,name,phone\r\n4,Di,+31612345674\r\n"


def test_what_stayed_only_for_the_quarantined_record_goes_once_that_is_corrected(desk: Desk) -> None:
    """A record without its key kept the delivery from retiring Cy, who was gone from it."""
    desk.load(csv([ADA, BO, CY]))
    desk.load(csv([ADA, BO, NAMELESS]))
    assert desk.all_names() == {("1", "Ada"), ("2", "Bo"), ("3", "Cy")}

    report = desk.correct(2, id="4")

    assert counts(report) == (1, 3, 3, 6, 0)
    assert desk.all_names() == {("1", "Ada"), ("2", "Bo"), ("4", "Di")}


def test_corrections_of_one_delivery_add_up(desk: Desk) -> None:
    desk.load(csv([ADA, NAMELESS, BO, CY, ("", "Eve", "+31612345675"), ADA]))
    desk.correct(1, id="4")
    report = desk.correct(1, at=1, id="5")

    assert counts(report) == (1, 3, 0, 12, 0)
    assert desk.all_names() == {*EVERYBODY, ("5", "Eve")}
    assert [each.corrected is not None for each in desk.kept(1)] == [True, True]


def test_a_record_is_corrected_once(desk: Desk) -> None:
    desk.load(csv([ADA, BO, CY, NAMELESS]))
    desk.correct(1, id="4")

    with pytest.raises(LoadError, match=r"row 4 of load 1 was corrected by load 2 already\. Nothing was"):
        desk.correct(1, id="5")


def test_the_next_whole_delivery_is_the_truth(desk: Desk) -> None:
    desk.load(csv([ADA, BO, CY, NAMELESS]))
    desk.correct(1, id="4")
    right = desk.load(csv([ADA, BO, CY, ("4", "Di", "+31612345674")]))
    without = desk.load(csv([ADA, BO, CY]))

    assert counts(right) == (4, 0, 0, 12, 0)
    assert (without.fragments_retired, desk.all_names()) == (3, EVERYBODY - {("4", "Di")})


def test_a_delivery_that_is_broken_in_the_same_way_takes_nothing_of_the_correction_back(desk: Desk) -> None:
    broken = csv([ADA, BO, CY, NAMELESS])
    desk.load(broken)
    desk.correct(1, id="4")
    again = desk.load(broken)

    assert (again.fragments_retired, desk.all_names()) == (0, EVERYBODY)


def test_a_delivery_that_does_not_count_any_more_is_not_corrected(desk: Desk) -> None:
    desk.load(csv([ADA, BO, CY, NAMELESS]))
    desk.load(csv([ADA, BO, CY]))

    with pytest.raises(LoadError, match="load 2 has since brought all that source people says, so load 1"):
        desk.correct(1, id="4")
    assert desk.all_names() == EVERYBODY - {("4", "Di")}


def test_a_source_whose_file_has_changed_loads_its_delivery_anew_first(desk: Desk) -> None:
    desk.load(csv([ADA, BO, CY, NAMELESS]))
    changed = people().model_copy(update={"title": "Others"})

    with pytest.raises(LoadError, match=r"has changed since load 1\. .* `interlink loads retry 1`"):
        desk.correct(1, changed, id="4")


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        ({"name": "Dina"}, LoadError, "cannot be mapped either: entity 'person': its key is empty"),
        ({"nmae": "Dina"}, UnknownName, "no column 'nmae'; the record has id, name, phone. Did you mean 'na"),
        ({"text": "4,Di"}, QueryError, "has columns; correct them by column=value"),
    ],
)
def test_a_correction_that_is_none_changes_nothing(
    desk: Desk, values: dict[str, str], error: type[InterlinkError], words: str
) -> None:
    desk.load(csv([ADA, BO, CY, NAMELESS]))
    before = desk.shown()

    with pytest.raises(error, match=words):
        desk.correct(1, **values)  # type: ignore[arg-type]
    assert (desk.shown(), [each.corrected for each in desk.kept(1)]) == (before, [None])


def test_a_corrected_record_of_an_increment_comes_beside_all_that_was(desk: Desk) -> None:
    spec = people(delivery="increment")
    desk.load(csv([ADA, NAMELESS, BO]), spec)
    desk.load(csv([CY]), spec)
    report = desk.correct(1, spec, id="4")

    assert counts(report) == (1, 3, 0, 0, 0)
    assert desk.all_names() == EVERYBODY


def test_a_corrected_change_takes_back_what_its_key_said_before(desk: Desk) -> None:
    spec = people(delivery="changes")
    desk.load(csv([("U", *ADA), ("U", *BO)], header=HEADER), spec)
    desk.load(csv([("U", "", "Bodil", "+31612345679"), ("U", *CY), ("U", *ADA)], header=HEADER), spec)
    report = desk.correct(2, spec, id="2")

    assert counts(report) == (1, 3, 3, 0, 0)
    assert desk.all_names() == {("1", "Ada"), ("2", "Bodil"), ("3", "Cy")}


@pytest.mark.parametrize(
    ("last", "later", "load"), [(("D", "2", "", ""), [], 1), (("U", *ADA), [("D", "2", "", "")], 2)]
)
def test_a_change_that_a_later_one_outdates_is_not_corrected(
    desk: Desk, last: tuple[str, ...], later: list[tuple[str, ...]], load: int
) -> None:
    spec = people(delivery="changes")
    desk.load(csv([("U", "", "Bodil", "+31612345679"), ("U", *CY), last], header=HEADER), spec)
    if later:
        desk.load(csv(later, header=HEADER), spec)
    before = desk.shown()

    with pytest.raises(LoadError, match=f"load {load} says later what became of the record of the same key"):
        desk.correct(1, spec, id="2")
    assert desk.shown() == before


def test_a_corrected_record_may_hold_what_csv_has_to_quote(desk: Desk) -> None:
    desk.load(csv([ADA, BO, CY, NAMELESS]))
    desk.correct(1, id="4", name='Di, called "D"\nof Ørsted')

    assert ("4", 'Di, called "D" of Ørsted') in {
        (who, " ".join(name.split())) for who, name in desk.all_names()
    }


def test_a_record_of_another_hand_of_csv_is_corrected_as_plain_csv(desk: Desk) -> None:
    lines = LINES.replace("FORMAT, TABLES", "csv, delimiter: ';', encoding: cp1250, skip_lines: 1")
    spec = parse_source(lines, "people.yaml")
    path = desk.root / "osoby.csv"
    path.write_bytes("Osoby\nid;name\n1;Ada\n;Žofia\n".encode("cp1250"))
    desk.loader.run(spec, [path])

    report = desk.correct(1, spec, id="4")

    assert counts(report) == (1, 1, 0, 0, 0)
    assert desk.all_names() == {("1", "Ada"), ("4", "Žofia")}


def test_a_row_of_a_workbook_is_corrected_as_csv(desk: Desk) -> None:
    spec = parse_source(LINES.replace("FORMAT, TABLES", "excel, sheet: Data"), "people.yaml")
    path = desk.root / "people.xlsx"
    path.write_bytes(workbook([["id", "name"], ["1", "Ada"], [None, "Di"]]))
    desk.loader.run(spec, [path])

    report = desk.correct(1, spec, id="4")

    assert counts(report) == (1, 1, 0, 0, 0)
    assert desk.all_names() == {("1", "Ada"), ("4", "Di")}


def nested(fmt: str, path: str = "") -> SourceSpec:
    tables = f"tables: {{person: {{path: {path}}}}}" if path else "tables: {}"
    return parse_source(LINES.replace("FORMAT", fmt).replace("TABLES", tables), "people.yaml")


@pytest.mark.parametrize(
    ("spec", "delivered", "text"),
    [
        (nested("jsonl"), '{"id": "1", "name": "Ada"}\n{"name": "Di"}\n', '{"id": "4",\n "name": "Di"}'),
        (
            nested("json", "/all/people"),
            '{"all": {"people": [{"id": "1", "name": "Ada"}, {"name": "Di"}]}}',
            '{"id": "4", "name": "Di"}',
        ),
        (nested("xml", "/all/person"), PERSONS, "<person><id>4</id><name>Di</name></person>"),
    ],
)
def test_a_nested_record_is_corrected_as_text(
    desk: Desk, spec: SourceSpec, delivered: str, text: str
) -> None:
    desk.load(delivered, spec)
    report = desk.correct(1, spec, text=text)

    assert counts(report) == (1, 1, 0, 0, 0)
    assert desk.all_names() == {("1", "Ada"), ("4", "Di")}


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("<person><id>4</id></person><person><id>5</id></person>", LoadError, "2 records, expected the corr"),
        ("<person><id>4</person>", ReadError, "damaged, cut short or not XML"),
        ("<other/>", LoadError, "the corrected record is not among the source's"),
    ],
)
def test_text_that_is_not_one_record_is_refused(
    desk: Desk, text: str, error: type[InterlinkError], words: str
) -> None:
    spec = nested("xml", "/all/person")
    desk.load(PERSONS, spec)

    with pytest.raises(error, match=words):
        desk.correct(1, spec, text=text)
    assert desk.all_names() == {("1", "Ada")}


def test_text_that_is_no_json_is_refused_before_anything_is_loaded(desk: Desk) -> None:
    spec = nested("jsonl")
    desk.load('{"id": "1", "name": "Ada"}\n{"name": "Di"}\n', spec)

    with pytest.raises(QueryError, match="not one JSON value: line 1, column 12: Extra data"):
        desk.correct(1, spec, text='{"id": "4"}{"id": "5"}')


def test_files_of_a_load_that_failed_are_kept_so_that_it_can_be_tried_again(desk: Desk) -> None:
    with pytest.raises(LoadError, match="more than the source's limit"):
        desk.load(csv([NAMELESS, NAMELESS, ADA]))
    (failed,) = desk.ledger.loads()

    assert (failed.state, desk.ledger.load_files(failed.id)) == ("failed", [1])


def test_the_file_of_a_correction_that_failed_is_no_delivery(desk: Desk) -> None:
    desk.load(csv([ADA, BO, CY, NAMELESS]))
    with pytest.raises(LoadError):
        desk.correct(1, name="Dina")

    assert [(row.state, desk.ledger.load_files(row.id)) for row in desk.ledger.loads()] == [
        ("committed", [1]),
        ("failed", []),
    ]


def test_a_correction_that_is_refused_leaves_nothing_in_the_archive(desk: Desk) -> None:
    desk.load(csv([ADA, BO, CY, NAMELESS]))
    before = sorted(path.name for path in (desk.root / "archive").rglob("*") if path.is_file())
    with pytest.raises(LoadError):
        desk.correct(1, name="Dina")

    assert len(before) == 1
    assert sorted(path.name for path in (desk.root / "archive").rglob("*") if path.is_file()) == before
    assert list(desk.ledger.files()) == [1]


@pytest.mark.parametrize(
    ("form", "delivered"),
    [
        ("excel", workbook([["People of May"], ["id", "name"], [1, "Ada"], [None, "Di"]])),
        ("csv, delimiter: ;, encoding: cp1251", "People of May\nid;name\n1;Ada\n;Di, Ди\n".encode("cp1251")),
    ],
)
def test_a_record_is_corrected_in_whatever_form_it_was_delivered(
    desk: Desk, form: str, delivered: bytes
) -> None:
    """A correction is always CSV with a header in UTF-8."""
    spec = nested(f"{form}, skip_lines: 1")
    delivery = desk.root / "people.of.may"
    delivery.write_bytes(delivered)
    desk.loader.run(spec, [delivery])
    report = desk.correct(1, spec, id="4", name="Di")

    assert counts(report) == (1, 1, 0, 0, 0)
    assert desk.all_names() == {("1", "Ada"), ("4", "Di")}


@pytest.mark.parametrize("stem", ["в" * 120, "船" * 80, "a" * 250])
def test_a_correction_of_a_file_of_a_long_name_has_a_name_that_a_disk_takes(desk: Desk, stem: str) -> None:
    delivery = desk.root / f"{stem}.csv"
    delivery.write_text(csv([ADA, BO, CY, NAMELESS]), encoding="utf-8")
    desk.loader.run(people(), [delivery])
    desk.correct(1, id="4")

    (written,) = (file.name for number, file in desk.ledger.files().items() if number > 1)
    assert written == f"{stem.encode()[:120].decode()}-row-4-corrected.csv"
    assert desk.all_names() == EVERYBODY


def test_which_of_two_files_came_later_is_told_by_their_order_and_not_their_age(desk: Desk) -> None:
    spec = people(delivery="changes")
    old = desk.root / "old.csv"
    old.write_text(csv([("", *ADA)], header=HEADER), encoding="utf-8")
    desk.loader.run(spec, [old])
    new = desk.root / "new.csv"
    # Delivered before the file that is known already, which says later what became of number 1.
    new.write_text(csv([("", *BO), ("", *CY), ("", *NAMELESS)], header=HEADER), encoding="utf-8")
    desk.loader.run(spec, [new, old])

    with pytest.raises(LoadError, match=r"load 2 says later .* \(old.csv\)"):
        desk.correct(2, spec, id="1", name="Ann")
