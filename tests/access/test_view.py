from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from interlink.access.principals import Principal, local_user
from interlink.access.view import View, read_day, read_moment
from interlink.errors import AccessDenied, AuditError, QueryError
from interlink.model.marking import Clearance
from small_world import World

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def people(world: World, **bound: object) -> list[str]:
    look = world.view(**bound).consult("test")
    return look.scan(world.ontology.get("Person")).collect()["entity"].unique().sort().to_list()


@pytest.mark.parametrize(
    ("purpose", "reason", "said"),
    [
        (None, "case 7", "say purpose first: --purpose"),
        ("analysis", None, "say reason first: --purpose"),
        (None, None, "say purpose and reason first"),
        ("  ", "case 7", "say purpose first"),
        ("analysis", " \t", "say reason first"),
        ("analisys", "case 7", "'analisys' is not a purpose; .* Did you mean 'analysis'?"),
    ],
)
def test_a_view_asks_for_purpose_and_reason(
    world: World, purpose: str | None, reason: str | None, said: str
) -> None:
    with pytest.raises(AccessDenied, match=said):
        world.view(purpose=purpose, reason=reason)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-03-01", datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC)),
        (" 2026-03-01 ", datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC)),
        ("20260301", datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC)),
        ("9999-12-31", datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        (date(2026, 3, 1), datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2026-03-01T12:00:00", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2026-03-01T12:00:00Z", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2026-03-01T12:00:00+05:30", datetime(2026, 3, 1, 6, 30, tzinfo=UTC)),
        (
            datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=-5))),
            datetime(2026, 3, 1, 17, tzinfo=UTC),
        ),
    ],
)
def test_a_date_means_the_end_of_its_day(given: str | date | datetime, expected: datetime) -> None:
    assert read_moment(given) == expected


def test_a_date_means_the_beginning_of_its_day_where_asked() -> None:
    assert read_moment("2026-03-01", day_ends=False) == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "given", ["", "yesterday", "2026-13-01", "2026-02-30", "0001-01-01T00:00:00+05:00", "1e9"]
)
def test_what_is_no_moment_is_refused(given: str) -> None:
    with pytest.raises(QueryError, match="is no date or timestamp; expected 2026-03-01 or"):
        read_moment(given)


def test_a_day_is_the_utc_day() -> None:
    assert read_day("2026-03-01T23:30:00-02:00") == date(2026, 3, 2)


def test_each_look_is_logged_with_who_why_and_what(world: World) -> None:
    view = world.view(as_of="2026-02-01", true_on="2026-01-15", reason=" case 7 ")
    view.consult("search", text="Marlow")
    view.combine("projection")
    view.disclose("export")
    found = [(e.principal, e.operation, e.purpose, e.reason, e.at) for e in world.audit.events()]
    assert found == [
        ("ada", operation, "analysis", "case 7", "2026-03-01T12:00:00+00:00")
        for operation in ("consultation", "combination", "disclosure")
    ]
    assert json.loads(world.audit.events()[0].params) == {
        "what": "search",
        "text": "Marlow",
        "as_of": "2026-02-01T23:59:59.999999+00:00",
        "true_on": "2026-01-15",
    }


def test_nothing_is_read_when_the_audit_log_cannot_be_written(world: World, tmp_path: Path) -> None:
    world.contacts("north", "1,Marlow")
    with sqlite3.connect(tmp_path / "audit.sqlite") as db:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    db.close()
    with pytest.raises(AuditError, match=r"cannot be written: disk full. Nothing is read without it"):
        world.view().consult("search", text="Marlow")


def test_a_look_sees_what_was_committed_by_then(world: World) -> None:
    first = world.contacts("north", "1,Marlow", "2,Quill")
    second = world.contacts("north", "2,Quill", "3,Tamsin")
    before, between, after = (
        EPOCH + timedelta(microseconds=at)
        for at in (world.committed_at(first) - 1, world.committed_at(first), world.committed_at(second))
    )
    assert people(world, as_of=before) == []
    assert people(world, as_of=between) == ["north:person:1", "north:person:2"]
    assert people(world, as_of=after) == ["north:person:2", "north:person:3"]
    assert people(world) == ["north:person:2", "north:person:3"]


def test_a_moment_before_1970_is_before_every_load(world: World) -> None:
    world.contacts("north", "1,Marlow")
    assert people(world, as_of="1969-12-31T23:59:59.5") == []


def test_markings_decide_what_a_look_sees(world: World) -> None:
    world.contacts("north", "1,Marlow")
    world.contacts("east", "1,Quill", marking="handling: H1, releasable_to: [BE, NL]")
    world.contacts("south", "1,Tamsin", marking="handling: H0, purposes: [warn]")
    ada, nl = None, Clearance(agencies=frozenset(["NL"]), handling_ceiling="H1")
    assert people(world, clearance=ada) == ["east:person:1", "north:person:1"]
    assert people(world, clearance=ada, purpose="warn") == [
        "east:person:1",
        "north:person:1",
        "south:person:1",
    ]
    assert people(world, clearance=nl) == ["east:person:1", "north:person:1"]
    assert people(world, clearance=nl, purpose="warn") == [
        "east:person:1",
        "north:person:1",
        "south:person:1",
    ]
    assert people(world, clearance=Clearance(handling_ceiling="H3")) == ["north:person:1"]
    assert people(world, clearance=Clearance(agencies=frozenset(["NL"]))) == ["north:person:1"]


@pytest.mark.parametrize(
    ("day", "holding"),
    [
        ("2019-12-31", ["4", "5"]),
        ("2020-01-01", ["1", "4", "5"]),
        ("2021-06-15", ["1", "2", "4", "5"]),
        ("2023-12-31", ["1", "2", "3", "5"]),
        ("2024-03-01", ["2", "3", "5"]),
    ],
)
def test_true_on_compares_dates_of_any_precision_as_days(world: World, day: str, holding: list[str]) -> None:
    world.contacts(
        "north",
        "1,Marlow,,,,+31612345601,,2020,2023",
        "2,Quill,,,,+31612345602,,2021-06,",
        "3,Tamsin,,,,+31612345603,,2023-12-31,2025-01-02",
        "4,Orsolya,,,,+31612345604,,,2022",
        "5,Ravn,,,,+31612345605,,,",
    )
    look = world.view(true_on=day).consult("test")
    uses = look.scan(world.ontology.get("Uses")).collect()["src"].sort().to_list()
    assert [each.rpartition(":")[2] for each in uses] == holding
    assert look.scan(world.ontology.get("Person")).collect().height == 5


def test_true_on_finds_events_by_their_utc_day(world: World) -> None:
    world.calls(
        "operator",
        "+31612345601,+31612345602,2026-02-01T23:59:59Z,10",
        "+31612345601,+31612345602,2026-02-02T00:30:00+01:00,20",
        "+31612345601,+31612345602,2026-02-02T00:00:00Z,30",
    )
    look = world.view(true_on="2026-02-01").consult("test")
    assert sorted(look.scan(world.ontology.get("Called")).collect()["duration_s"]) == [10.0, 20.0]


def test_cypher_is_refused_for_a_view_of_the_past(world: World) -> None:
    from interlink.graph.audience import LOCAL_AUDIENCE
    from interlink.graph.local import LocalStore

    store = LocalStore(world.folder / "graph")
    for bound in ({"as_of": "2026-01-01"}, {"true_on": "2026-01-01"}):
        with pytest.raises(QueryError, match="leave out --as-of and --true-on"):
            world.view(**bound).cypher(store, lambda _: LOCAL_AUDIENCE, "RETURN 1")


def test_the_graph_of_an_audience_that_sees_more_is_refused(world: World) -> None:
    from interlink.graph.audience import LOCAL_AUDIENCE
    from interlink.graph.local import LocalStore

    view = world.view(Clearance(handling_ceiling="H3"))
    with pytest.raises(AccessDenied, match="you may not use this graph"):
        view.cypher(LocalStore(world.folder / "graph"), lambda _: LOCAL_AUDIENCE, "RETURN 1")


def test_a_refusal_of_cypher_comes_before_the_graph_is_caught_up(world: World) -> None:
    from interlink.graph.audience import LOCAL_AUDIENCE, Audience
    from interlink.graph.local import LocalStore
    from interlink.graph.state import GraphState

    caught_up: list[str] = []

    def freshen(_: Audience) -> GraphState:
        caught_up.append("now")
        raise AssertionError

    view = world.view(Clearance(handling_ceiling="H3"))
    store = LocalStore(world.folder / "graph")
    with pytest.raises(AccessDenied, match="you may not use this graph"):
        view.cypher(store, lambda _: LOCAL_AUDIENCE, "RETURN 1", freshen=freshen)
    assert caught_up == []


def test_a_look_and_a_question_in_cypher_renew_who_asks_once_each(world: World) -> None:
    from interlink.graph.audience import LOCAL_AUDIENCE
    from interlink.graph.local import LocalStore

    renewed: list[str] = []

    def renew(principal: Principal) -> Principal:
        renewed.append(principal.name)
        return replace(principal, rights=frozenset({"consult"}))

    view = View(world.stores, local_user("ada"), renewed=renew, purpose="analysis", reason="test")
    view.consult("search", text="Marlow")
    assert renewed == ["ada"]

    store = LocalStore(world.folder / "graph")
    with pytest.raises(AccessDenied, match="may not run Cypher"):
        view.cypher(store, lambda _: LOCAL_AUDIENCE, "RETURN 1")
    assert renewed == ["ada", "ada"]
