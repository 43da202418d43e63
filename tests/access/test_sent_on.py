"""What leaves through the workspace's door says to whom, and by whose permission, in the log as well."""

from __future__ import annotations

from pathlib import Path

import pytest

import interlink as il
from interlink.errors import AccessDenied, QueryError
from interlink.model.marking import Marking, inherit

SOURCE = """
source: people
title: People
publisher: {name: Invented agency}
licence: Invented
delivery: full
marking: {handling: H1, originator: North, releasable_to: [BE]}
file: {format: csv}
entities: {person: {schema: Person, key: [id], properties: {name: name}}}
"""
ADA = "people:person:1"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> il.Workspace:
    (tmp_path / "people.yaml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "people.csv").write_text("id,name\n1,Ada\n", encoding="utf-8")
    monkeypatch.setenv("INTERLINK_SOURCES", str(tmp_path))
    opened = il.open(tmp_path / "home", reason="case 7")
    # No graph is asked here: the load is the loader's alone.
    opened._loader.run(opened.source("people"), [tmp_path / "people.csv"])
    return opened


def test_a_recipient_and_a_permission_stand_in_the_log(home: il.Workspace) -> None:
    with pytest.raises(AccessDenied, match="ask North for permission to send on 1 record not released to FR"):
        home.disclose([ADA], form="csv", to="FR")
    left = home.disclose([ADA], form="csv", to="FR", permission=" North : 7/26; ", nominal=False)
    checked, refused, again, sent = [event.params for event in home.audit_events(newest=5)][:4]

    assert left.nodes.select("schema", "count").rows() == [("Person", 1)]
    for said in ('"to": "FR"', '"refused": "onward"', ADA):
        assert said in refused
    assert "permission" not in refused
    for said in ('"to": "FR"', '"permission": "North: 7/26"', '"nominal": false', ADA):
        assert said in sent
    assert "refused" not in sent
    assert checked == again


def test_only_what_left_is_a_disclosure_that_was_not_refused(home: il.Workspace) -> None:
    with pytest.raises(AccessDenied, match="ask North"):
        home.disclose([ADA], form="png", to="FR")
    with pytest.raises(QueryError, match="permission: expected"):
        home.disclose([ADA], form="png", to="FR", permission="all of it")
    events = [(event.operation, "refused" in event.params) for event in home.audit_events()]

    assert events[-3:-1] == [("consultation", False), ("disclosure", True)]
    assert ("disclosure", False) not in events


@pytest.mark.parametrize(
    ("derived", "asked", "refusal"),
    [
        (Marking(handling=("H1",), originator="South"), {}, None),
        (Marking(handling=("H2",), originator="South"), {}, "some marked H2; ask South for permission"),
        (Marking(handling=("H2",), originator="South"), {"permission": "South: 3/26"}, None),
        (
            Marking(handling=("H2",), originator="East; South"),
            {"permission": "South: 3/26"},
            "some marked H2; ask East for permission",
        ),
        (Marking(handling=("H2",), originator="not stated; South"), {}, "nobody can permit it"),
        (Marking(handling=("H2",)), {"permission": "South: 3/26"}, "nobody can permit it"),
        (
            Marking(originator="South", releasable_to=("FR",)),
            {"to": "BE"},
            "some not released to BE; ask South",
        ),
        (Marking(originator="South", releasable_to=("BE",)), {"to": "BE"}, None),
    ],
)
def test_a_finding_leaves_by_the_rules_of_the_records_behind_it(
    home: il.Workspace, derived: Marking, asked: dict[str, str], refusal: str | None
) -> None:
    if refusal is not None:
        with pytest.raises(AccessDenied, match=refusal):
            home.disclose([ADA], form="csv", derived=derived, **asked)
        assert '"refused": "onward"' in home.audit_events(newest=2)[0].params
        return
    left = home.disclose([ADA], form="csv", derived=derived, **asked)

    assert left.marking == inherit([home.disclose([ADA], form="csv").marking, derived])
