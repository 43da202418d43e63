"""A proposed source as a form: what is filled in is in its YAML, and the rest stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from interlink.errors import QueryError
from interlink.loads.preview import preview
from interlink.mapping.proposal import propose
from interlink.mapping.proposal.form import FormEntity, FormLink, read_form, write_form
from interlink.mapping.source_file import parse_source
from interlink.model.schema import load_ontology

TEXT = "source,target,measure,at,label\n1,2,30,2026-01-02T10:00:00Z,x\n"
COLUMNS = TEXT.splitlines()[0].split(",")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "feed.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_form_that_nobody_changes_gives_the_same_source(file: Path) -> None:
    made = propose(file)

    assert parse_source(write_form(made.text, read_form(made.text, COLUMNS)), "feed.yaml") == made.spec


def test_columns_and_ends_go_where_the_form_says(file: Path) -> None:
    text = propose(file).text
    form = read_form(text, COLUMNS)
    assert form.columns == {
        "source": (),
        "target": (),
        "measure": ("link.weight",),
        "at": ("link.at",),
        "label": (),
    }
    filled = replace(
        form,
        about=replace(form.about, source="calls", handling=("H0",)),
        entities={"one": FormEntity("Phone"), "other": FormEntity("Phone")},
        links={"call": FormLink("Called", "other", "one")},
        columns={
            "source": ("one.number",),
            "target": ("other.number",),
            "measure": ("call.duration_s",),
            "at": ("call.at",),
            "label": (),
        },
    )

    spec = parse_source(write_form(text, filled), "calls.yaml")

    found = preview(spec, load_ontology(), file)
    assert found.counts == {"Phone": 2, "Called": 1}
    (call,) = [sample for sample in found.samples if sample.schema == "Called"]
    assert call.about == "calls:phone:2 > calls:phone:1"
    assert spec.marking.handling == ["H0"]
    assert spec.ignore == ["label"]
    assert found.warnings == []


def test_what_no_form_shows_stays(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,birth_date,note\nAda Vell,1980-02-03,x\n", encoding="utf-8")
    text = propose(path).text
    form = read_form(text, ["name", "birth_date", "note"])

    assert form.entities == {"person": FormEntity("Person", ("name", "birth_date"))}
    assert "key: [name, {first: [birth_date, {literal: '?'}]}]" in write_form(text, form)


def test_columns_that_nothing_is_known_of_stay_in_a_report_until_they_are_mapped(
    tmp_path: Path,
) -> None:
    path = tmp_path / "люди.csv"
    path.write_text("имя;примечание\nИван Петров;приехал\n", encoding="utf-8")
    made = propose(path)
    form = read_form(made.text, ["имя", "примечание"])

    assert form.columns == {"имя": ("report.summary",), "примечание": ("report.summary",)}
    assert form.entities == {"report": FormEntity("Report", ("имя", "примечание"))}
    assert parse_source(write_form(made.text, form), "people.yaml") == made.spec
    mapped = replace(
        form,
        entities={"person": FormEntity("Person", ("имя",))},
        columns={"имя": ("person.name",), "примечание": ()},
    )
    spec = parse_source(write_form(made.text, mapped), "people.yaml")
    assert spec.ignore == ["примечание"]
    assert preview(spec, load_ontology(), path).counts == {"Person": 1}


def test_columns_joined_in_one_property_stay_joined_when_one_is_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "three.csv"
    path.write_text("один;два;три\nа б;в г;д е\n", encoding="utf-8")
    text = propose(path).text
    form = read_form(text, ["один", "два", "три"])

    written = write_form(text, replace(form, columns={**form.columns, "два": ()}))

    assert "summary: {columns: [один, три], join: '; '}" in written
    assert "key: [{columns: [один, два, три], join: '|'}]" in written


def test_a_form_without_handling_or_entities_is_refused(file: Path) -> None:
    text = propose(file).text
    form = read_form(text, COLUMNS)

    with pytest.raises(QueryError, match="a handling code is needed"):
        write_form(text, replace(form, about=replace(form.about, handling=())))
    with pytest.raises(QueryError, match="no entity is left"):
        write_form(text, replace(form, entities={}))
