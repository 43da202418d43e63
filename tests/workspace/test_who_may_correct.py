"""Who may read and correct what could not be loaded: who loads records, and may see this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import interlink as il
from command_line import interlink
from interlink.errors import AccessDenied
from interlink.ledger.people import PrincipalRow

SOURCE = """
source: people
title: People
publisher: {name: Invented agency}
licence: Invented
delivery: full
marking: {handling: H0}
mark_by: {handling: handling, releasable_to: to}
quarantine_limit: 1
file: {format: csv}
entities: {person: {schema: Person, key: [id], required: true, properties: {name: name}}}
"""
PHONES = """
source: phones
title: Phones, marked by who owns them
publisher: {name: Invented agency}
licence: Invented
delivery: increment
marking: {handling: H0}
mark_by: {handling: handling}
quarantine_limit: 1
file:
  format: csv_files
  tables:
    owner: {path: owners.csv}
    phone:
      path: calls.csv
      join: {table: owner, by: owner, key: id, take: {handling: handling}, optional: true}
entities:
  person: {table: owner, schema: Person, key: [id]}
  phone: {table: phone, schema: Phone, required: true, properties: {number: number}}
"""
ROWS = "id,name,handling,to\n1,Ada Vell,,\n,Bo Ruun,H2,\n,Cy Dorn,,BE\n,Di Moor,,\n"
BO = PrincipalRow("bo", None, "Customs", "NL", (), ("data-engineer",), "H1")
STATED = {"INTERLINK_PURPOSE": "analysis", "INTERLINK_REASON": "case 7"}
Open = Callable[..., il.Workspace]
# What everybody may ask who loads records, and nobody else.
DOORS: dict[str, Callable[[il.Workspace], object]] = {
    "quarantined": lambda ws: ws.quarantined(1),
    "received": lambda ws: ws.received(1, 4),
    "corrections": lambda ws: ws.corrections(),
    "correct": lambda ws: ws.correct(1, 4, {"id": "4"}, reason="letter"),
    "retry": lambda ws: ws.retry(1),
    "loads": lambda ws: ws.loads(),
    "runs": lambda ws: ws.runs(),
    "freshness": lambda ws: ws.freshness(),
    "due": lambda ws: ws.due(),
}
COMMANDS = {
    "quarantine": ("quarantine", "1"),
    "correct": ("quarantine", "1", "--correct", "4", "--set", "id=4", "--reason", "letter"),
    "text": ("quarantine", "1", "--correct", "4", "--text", "-", "--reason", "letter"),
    "retry": ("retry", "1"),
    "list": ("list",),
    "show": ("show", "1"),
    "runs": ("runs",),
    "status": ("status",),
    "due": ("due",),
}


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Open]]:
    """A shared home in which a load has three records in quarantine, and who opens it as a principal."""
    (tmp_path / "people.yaml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "people.csv").write_text(ROWS, encoding="utf-8")
    # The graph is a Neo4j that does not run: loads are committed all the same.
    monkeypatch.setenv("INTERLINK_GRAPH_URI", "bolt://127.0.0.1:1")
    monkeypatch.setenv("INTERLINK_SOURCES", str(tmp_path))
    home = il.open(tmp_path / "home", purpose="analysis", reason="case 7")
    home.load("people", [tmp_path / "people.csv"])
    secret = home.add_principal(replace(BO, name="ada", roles=("administrator",)))
    ada = replace(home, settings=replace(home.settings, token=secret))

    def opened(**changes: object) -> il.Workspace:
        ada.add_principal(replace(BO, **changes))
        return replace(home, settings=replace(home.settings, token=ada.make_token("bo")[1]))

    yield tmp_path / "home", opened
    home.close()


@pytest.mark.parametrize("role", ["investigator", "analyst", "reviewer", "auditor", "administrator"])
def test_who_does_not_load_records_is_refused_at_each_door(shared: tuple[Path, Open], role: str) -> None:
    _, opened = shared
    bo = opened(roles=(role,), handling_ceiling="H3")

    for door in DOORS.values():
        with pytest.raises(AccessDenied, match="you may not load records and see what could not be loaded"):
            door(bo)


def test_who_does_not_load_records_is_refused_each_command(shared: tuple[Path, Open]) -> None:
    home, opened = shared
    token = opened(roles=("analyst",), handling_ceiling="H3").settings.token

    for words in COMMANDS.values():
        done = interlink(home, "loads", *words, INTERLINK_TOKEN=token, **STATED)
        assert (done.returncode, done.stdout) == (1, "")
        assert "you may not load records" in done.stderr


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        ({}, [4]),
        ({"handling_ceiling": "H2"}, [2, 4]),
        ({"country": "BE"}, [3, 4]),
        ({"handling_ceiling": "H2", "memberships": ("BE",)}, [2, 3, 4]),
    ],
)
def test_a_record_is_read_and_corrected_by_who_may_see_it(
    shared: tuple[Path, Open], changes: dict[str, object], rows: list[int]
) -> None:
    _, opened = shared
    bo = opened(**changes)

    assert [each.row for each in bo.quarantined(1)] == [2, 3, 4]
    for row in (2, 3, 4):
        if row in rows:
            assert bo.received(1, row).columns["id"] is None
            continue
        for door in (bo.received, lambda load, at: bo.correct(load, at, {"id": "9"}, reason="letter")):
            with pytest.raises(AccessDenied, match="you may not see this record") as refused:
                door(1, row)
            assert "Ruun" not in str(refused.value)
    assert bo.correct(1, 4, {"id": "4"}, reason="letter").state == "committed"


def test_a_record_that_takes_from_another_file_is_read_by_who_may_see_that_too(
    shared: tuple[Path, Open], tmp_path: Path
) -> None:
    _, opened = shared
    bo = opened()
    (tmp_path / "phones.yaml").write_text(PHONES, encoding="utf-8")
    delivered = {"owners.csv": "id,handling\n1,\n2,H2\n", "calls.csv": "number,owner\n,1\n,2\n,3\n"}
    for name, text in delivered.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    bo.load("phones", [tmp_path / name for name in delivered])

    assert [bo.received(2, row).text for row in (1, 3)] == ["owner: 1", "owner: 3"]
    with pytest.raises(AccessDenied, match="you may not see this record"):
        bo.received(2, 2)


def test_what_its_source_no_longer_says_is_for_who_sees_everything(
    shared: tuple[Path, Open], tmp_path: Path
) -> None:
    _, opened = shared
    bo = opened(handling_ceiling="H3", memberships=("BE",))
    (tmp_path / "people.yaml").unlink()

    with pytest.raises(AccessDenied, match="you may not see this record"):
        bo.received(1, 4)


def test_that_a_record_is_refused_stands_in_the_log(shared: tuple[Path, Open]) -> None:
    _, opened = shared
    bo = opened(roles=("data-engineer", "auditor"))
    with pytest.raises(AccessDenied):
        bo.received(1, 2)

    refused = [event.params for event in bo.audit_events(principal="bo") if '"refused"' in event.params]
    assert len(refused) == 1
    assert '"refused": "marking"' in refused[0]
