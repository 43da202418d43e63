"""What is kept of a load, or sent on, says where something is wrong and never what a record says."""

from __future__ import annotations

from pathlib import Path

import pytest

from homes import Home, csv, people
from interlink.errors import InterlinkError
from interlink.ledger.corrections import Corrections
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec

SECRET = "Ada-Vell"
ROW = ("1", SECRET, "+31612345671")
FLAT = """
source: people
title: People
publisher: {{name: An agency}}
licence: None
delivery: full
mark_by: {{handling: handling}}
file: {{format: {form}}}
entities:
  person: {{table: {table}, schema: Person, key: [id], required: true, properties: {{name: name}}}}
"""
JOINED = """{format: csv_files, optional: [phone/handling], tables: {
  person: {path: people.csv},
  phone: {path: phones.csv, join: {table: person, by: owner, key: id, take: {who: name}}}}}"""


def flat(form: str = "csv, optional: [handling]", table: str = "record") -> SourceSpec:
    return parse_source(FLAT.format(form=form, table=table), "people.yaml")


def joined() -> SourceSpec:
    text = FLAT.format(form="csv_files", table="person").replace("{format: csv_files}", JOINED)
    text += "quarantine_limit: 0.9\nignore: [phone/number]\n"
    return parse_source(text, "people.yaml")


CASES: dict[str, tuple[SourceSpec, dict[str, str]]] = {
    "a row too wide": (flat(), {"a.csv": f"id,name\n1,{SECRET},3\n"}),
    "no header": (flat(), {"a.csv": f"1,{SECRET}\n2,Bo\n"}),
    "a header that is a record": (flat(), {"a.csv": f"{SECRET},{SECRET}\n2,Bo\n"}),
    "an unknown code": (flat(), {"a.csv": f"id,name,handling\n1,Bo,{SECRET}\n"}),
    "too much in quarantine": (flat(), {"a.csv": f"id,name\n,{SECRET}\n"}),
    "a quote left open": (flat(), {"a.csv": f'id,name\n1,"{SECRET}\n'}),
    "not JSON": (
        flat("json, tables: {record: {path: /people}}"),
        {"a.json": f'{{"people": [{{"id": {SECRET}'},
    ),
    "not XML": (
        flat("xml, tables: {record: {path: /people/one}}"),
        {"a.xml": f"<people><one><id>{SECRET}</one>"},
    ),
    "no e-mail": (flat("email, tables: {record: {path: /}}"), {"a.eml": f"{SECRET}\n"}),
    "no EDIFACT": (flat("edifact, tables: {record: {path: /CUSCAR}}"), {"a.edi": f"{SECRET}'\n"}),
    "no segment": (
        flat("edifact, tables: {record: {path: /CUSCAR}}"),
        {"a.edi": f"UNB+UNOC:3+A+B+310203:0405+I1'UNH+M1+CUSCAR:D:95B:UN'{SECRET}'UNT+3+M1'UNZ+1+I1'"},
    ),
    "a key of two rows": (
        joined(),
        {
            "people.csv": f"id,name,handling\n{SECRET},A,\n{SECRET},B,\n",
            "phones.csv": f"number,owner\n1,{SECRET}\n",
        },
    ),
    "a row without a partner": (
        joined(),
        {"people.csv": "id,name,handling\n1,A,\n2,B,\n3,C,\n", "phones.csv": f"number,owner\n1,{SECRET}\n"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_ledger_and_messages_name_the_place_alone(case: str, tmp_path: Path) -> None:
    spec, files = CASES[case]
    home = Home(tmp_path / "home")
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    told: list[str] = []
    try:
        report = home.loader.run(spec, [tmp_path / name for name in files])
        told += report.warnings
    except InterlinkError as error:
        told.append(str(error))
    for row in home.ledger.loads():
        told += [row.error or "", *row.warnings]
        told += [each.reason for each in Corrections(home.ledger).kept_apart(row.id)]

    assert any(told)
    assert [words for words in told if SECRET in words] == []


def test_of_an_error_that_nobody_foresaw_the_kind_alone_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)

    def unforeseen(*given: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(home.lake, "append", unforeseen)
    with pytest.raises(ValueError, match=SECRET):
        home.load(csv([ROW]), people())

    assert [row.error for row in home.ledger.loads()] == ["ValueError"]
