"""What a saved query must not say of somebody: each case is a trap that its question has, on both stores."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from query_library import NAMES, asking

from homes import Home, audience
from interlink.graph.local import LocalStore
from interlink.graph.neo4j import Neo4jStore
from interlink.graph.store import GraphStore
from interlink.queries import find_query, run_query
from interlink.sources import find_source

Statement = Mapping[str, object]
# Statements of any schema, one a line.
SOURCE = "by_hand"


def node(schema: str, id_: str, **said: object) -> Statement:
    return {"schema": schema, "entity": id_, "properties": said}


def link(schema: str, source: str, target: str, **said: object) -> Statement:
    return {"schema": schema, "from": source, "to": target, "properties": said}


def company(id_: str, **said: object) -> Statement:
    return node("Company", id_, name=f"Name of {id_}", **said)


def owns(owner: str, owned: str, percent: float | None, **said: object) -> Statement:
    return link("Owns", owner, owned, **said, **({} if percent is None else {"share_percent": str(percent)}))


def shipped(
    id_: str, sender: str, receiver: str, loaded_on: str, *, bill: str = "", **said: object
) -> list[Statement]:
    """A shipment of its sender and receiver; two of one bill are what two sources say of it."""
    return [
        node("Shipment", id_, bill_of_lading=bill or id_, loaded_on=loaded_on, **said),
        link("ConsignedBy", id_, sender),
        link("ConsignedTo", id_, receiver),
    ]


def declared(id_: str, shipment: str, procedure: str, value: str, weight_kg: str) -> list[Statement]:
    said = {"procedure": procedure, "value": value, "currency": "EUR", "weight_kg": weight_kg}
    return [node("Declaration", id_, reference=id_, **said), link("DeclaredIn", shipment, id_)]


def account(id_: str, **said: object) -> Statement:
    return node("BankAccount", id_, number=id_.partition(":")[2], **said)


def paid(payer: str, payee: str, day: str, amount: str, **said: object) -> Statement:
    at = f"2026-{day}T12:00:00Z"
    return link("Paid", payer, payee, at=at, amount=amount, **{"currency": "EUR", **said})


def crossed(id_: str, person: str, document: str, at: str, **said: object) -> list[Statement]:
    return [
        node("BorderCrossing", id_, reference=id_, at=at, post="NLRTM", direction="entry", **said),
        link("SubjectOf", person, id_),
        link("MentionedIn", document, id_),
    ]


def person(id_: str, name: str, **said: object) -> Statement:
    return node("Person", id_, name=name, **said)


HOLDINGS = [
    *(
        company(f"c:{name}")
        for name in ("target", "middle", "side", "half", "whole", "listed2", "small", "big")
    ),
    person("p:top", "Top"),
    person("p:former", "Former"),
    person("p:unknown", "Unknown"),
    owns("p:top", "c:target", 30),
    owns("c:middle", "c:target", 60),
    owns("p:former", "c:middle", 100, until="2015-01-01"),
    owns("c:side", "c:target", 10),
    owns("p:unknown", "c:side", None),
    # Two listed parties hold half of a company together, and of another through it.
    person("p:listed", "Listed", topics=["sanction"]),
    node("Company", "c:frozen", name="Frozen", topics=["sanction"]),
    owns("p:listed", "c:half", 30),
    owns("c:frozen", "c:half", 20),
    owns("c:half", "c:whole", 50),
    # A share of a company that is not held by half is none: 40 * 100 + 20 is no 60.
    owns("p:listed", "c:small", 40),
    owns("c:small", "c:big", 80),
    owns("p:listed", "c:big", 20),
]
SEATS = [
    node("Address", "address:1", full="Quay 1"),
    *(company(f"c:seat{at}") for at in range(4)),
    link("LocatedAt", "c:seat0", "address:1"),
    link("LocatedAt", "c:seat1", "address:1"),
    link("LocatedAt", "c:seat2", "address:1", until="2020"),
    # The first again, as another source has it.
    link("LocatedAt", "c:seat3", "address:1"),
    node("RegistrationNumber", "number:1", number="1"),
    link("Holds", "c:seat0", "number:1"),
    link("Holds", "c:seat3", "number:1"),
    company("c:changed"),
    owns("p:top", "c:changed", 100, since="2016", until="2019-06"),
    # Two subjects of one notice, and somebody who shows the document of both.
    node("Notice", "n:1", reference="1"),
    person("p:wanted1", "Wanted One"),
    person("p:wanted2", "Wanted Two"),
    person("p:namesake", "Name Sake"),
    node("IdentityCard", "card:1", number="1"),
    *(link("SubjectOf", each, "n:1") for each in ("p:wanted1", "p:wanted2")),
    *(link("Holds", each, "card:1") for each in ("p:wanted1", "p:wanted2", "p:namesake")),
    link("Directs", "p:namesake", "c:seat1"),
    person("p:director", "A Director"),
    *(link("Directs", "p:director", f"c:seat{at}") for at in (0, 1, 3)),
]
GOODS = {"weight_kg": "100", "hs_code": ["999999"], "loaded_in": "COCTG"}
TRADE = [
    *(company(f"c:{name}") for name in ("sender", "receiver", "sender2", "receiver2")),
    company("c:old", incorporated_on="1990"),
    company("c:young", incorporated_on="2020"),
    *shipped("s:first", "c:sender", "c:receiver", "2020-01-01"),
    *shipped("s:old", "c:old", "c:receiver2", "2021-06-01"),
    # Founded at the end of the year, perhaps.
    *shipped("s:young", "c:young", "c:receiver2", "2022-06-01"),
    node("Container", "box:1", number="VLDU2000011"),
    *shipped("s:a", "c:sender", "c:receiver", "2025-02-01", bill="A", **GOODS),
    *shipped("s:b", "c:sender", "c:receiver", "2025-02-02", bill="A", **GOODS),
    link("PackedIn", "s:a", "box:1"),
    link("PackedIn", "s:b", "box:1"),
    node("Vessel", "v:1", name="VELD ZUID"),
    *(link("CarriedBy", each, "v:1", voyage="1Z", loaded_on="2025-02-01") for each in ("s:a", "s:b")),
    # Received once by each of the names of the first company.
    *shipped("s:e", "c:sender", "c:seat0", "2025-03-01"),
    *shipped("s:f", "c:sender", "c:seat3", "2025-04-01"),
    # Exported at once, imported in two parts.
    *declared("d:1", "s:a", "export", "9000", "100"),
    *declared("d:2", "s:a", "import", "4500", "50"),
    *declared("d:3", "s:a", "import", "4500", "50"),
    # One owner, but never of both at once, and of both when nothing was shipped.
    *shipped("s:c", "c:sender2", "c:receiver2", "2025-01-10"),
    *shipped("s:d", "c:sender2", "c:receiver2", "2025-12-10"),
    owns("p:top", "c:sender2", 100, until="2025-03"),
    owns("p:top", "c:receiver2", 100, since="2025-09"),
    owns("p:former", "c:sender2", 100, since="2025-05-01", until="2025-07-01"),
    owns("p:former", "c:receiver2", 100, since="2025-05-01", until="2025-07-01"),
]
MONEY = [
    *(
        account(f"a:{name}")
        for name in ("passes", "tenant", "landlord", "yen", "frozen", "month", "unlisted")
    ),
    # Three come in and one goes out.
    *(paid("a:landlord", "a:passes", f"03-0{day}", "1000") for day in (1, 2, 3)),
    paid("a:passes", "a:tenant", "03-03", "950"),
    *(paid("a:tenant", "a:yen", f"04-0{day}", "9500", currency="JPY") for day in (1, 2, 3)),
    node("Company", "c:inmarch", name="Listed in March", topics=["sanction"], listed_on="2026-03"),
    node("Company", "c:undated", name="Listed some day", topics=["sanction"]),
    link("Uses", "c:inmarch", "a:month"),
    link("Uses", "c:undated", "a:unlisted"),
    paid("a:tenant", "a:month", "03-20", "1"),
    paid("a:tenant", "a:month", "04-20", "1"),
    paid("a:tenant", "a:unlisted", "04-20", "1"),
]
ACTS = [
    node("Passport", "doc:same", number="S1", issued_on="2020-01-01", expires_on="2025-12-31"),
    person("p:q1", "LENA QUILL", birth_date=["1987"]),
    person("p:q2", "Lena Quill", birth_date=["1987-02-03"]),
    node("Passport", "doc:two", number="S2"),
    person("p:q3", "Ada Two", birth_date=["1987-02-03"]),
    person("p:q4", "Ada Two", birth_date=["1988"]),
    *(link("Holds", f"p:q{at}", "doc:same") for at in (1, 2)),
    *(link("Holds", f"p:q{at}", "doc:two") for at in (3, 4)),
    node("Phone", "phone:same", number="+31612345678"),
    *(link("Uses", f"p:q{at}", "phone:same") for at in (1, 2)),
    node("NumberPlate", "plate:1", number="PL-1"),
    # Still the last day of the year in Mexico.
    *crossed("x:1", "p:q1", "doc:same", "2026-01-01T05:00:00Z"),
    *crossed("x:2", "p:q2", "doc:same", "2026-01-02T05:00:00Z"),
    link("MentionedIn", "plate:1", "x:1"),
    link("MentionedIn", "plate:1", "x:2"),
    node("Passport", "doc:stolen", number="S3", status="stolen", status_on="2026-03"),
    node("Passport", "doc:undated", number="S4", status="lost"),
    *crossed("x:3", "p:q3", "doc:stolen", "2026-03-05T05:00:00Z"),
    *crossed("x:4", "p:q3", "doc:stolen", "2026-04-05T05:00:00Z"),
    node("Notice", "n:2", reference="2", withdrawn_on="2026-03-20"),
    link("SubjectOf", "p:q3", "n:2"),
    link("Directs", "p:q3", "c:seat2"),
    *crossed("x:5", "p:q4", "doc:undated", "2026-04-05T05:00:00Z"),
    person("p:officer", "An Officer"),
    person("p:driver", "A Driver"),
    node("Seizure", "z:1", reference="Z1"),
    node("Seizure", "z:2", reference="Z2", seized_on="2026"),
    node("Seizure", "z:3", reference="Z3", seized_on="2026-01-15"),
    *(link("SubjectOf", "p:officer", f"z:{at}", role="Officer") for at in (1, 2)),
    *(link("SubjectOf", "p:driver", f"z:{at}", role="driver") for at in (1, 2)),
    node("Place", "place:1", code="ECGYE"),
    node("Place", "place:2", code="NLRTM"),
    *(link("LocatedAt", f"z:{at}", "place:1", kind="departure") for at in (1, 2, 3)),
    *(link("LocatedAt", f"z:{at}", "place:2", kind="destination") for at in (1, 2, 3)),
    person("p:t1", "Traveller One"),
    person("p:t2", "Traveller Two"),
    node("Report", "r:1", reference="R1", kind="incident"),
    *(link("SubjectOf", f"p:t{at}", "r:1") for at in (1, 2)),
    *(
        link("Visited", f"p:t{at}", "place:1", voyage="V1", departed_at=f"2026-0{month}-01T10:00:00Z")
        for at in (1, 2)
        for month in (1, 2)
    ),
]
# What a second source says as well.
AGAIN = [owns("p:top", "c:target", 30), owns("p:listed", "c:small", 40)]


@dataclass
class Both:
    """One graph in either store, and its questions."""

    stores: Mapping[str, GraphStore]

    def found(self, query: str, *columns: str, **params: object) -> list[tuple[object, ...]]:
        """These columns of the rows, the same in both stores."""
        found = {}
        for kind, store in self.stores.items():
            ask = asking(store, audience(NAMES[kind]).database)
            answer = run_query(find_query(query), params, ask)
            keys = [
                tuple(map(repr, (row[name] for name in answer.query.header.key))) for row in answer.records()
            ]
            assert len(set(keys)) == len(keys), f"{kind}: {keys}"
            found[kind] = [tuple(row[name] for name in columns) for row in answer.records()]
        assert found["embedded"] == found["neo4j"]
        return found["embedded"]


def loaded(home: Home, folder: Path, source: str, records: list[Statement]) -> None:
    path = folder / f"{source}.jsonl"
    said = {"op": "state", "is_fact": "fact", "by": "ada", "reason": "A test", "at": "2026-01-02T10:00:00Z"}
    lines = [json.dumps({"entry": f"{source}-{at}", **said, **each}) for at, each in enumerate(records)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = home.loader.run(find_source(SOURCE).model_copy(update={"source": source}), [path])
    assert (report.state, report.quarantined) == ("committed", 0)


@pytest.fixture(scope="module")
def both(
    graph_store: LocalStore, neo4j: Neo4jStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("traps")
    home = Home(folder / "home")
    loaded(
        home, folder, "one", [each for records in (HOLDINGS, SEATS, TRADE, MONEY, ACTS) for each in records]
    )
    loaded(home, folder, "two", AGAIN)
    stores: dict[str, GraphStore] = {"embedded": graph_store, "neo4j": neo4j}
    for kind, store in stores.items():
        home.builder(store).rebuild(audience(NAMES[kind]))
    yield Both(stores)
    home.ledger.close()


def test_a_share_that_two_sources_state_is_one_share(both: Both) -> None:
    rows = both.found("ownership/effective-owners", "name", "percent", "chains", company="c:target")

    # Nor are those lost whose own owner has sold, or holds a share that nobody states.
    assert rows == [
        ("Name of c:middle", 60.0, 1),
        ("Top", 30.0, 1),
        ("Name of c:side", 10.0, 1),
    ]


def test_half_of_a_company_counts_together_and_less_than_half_hands_nothing_on(both: Both) -> None:
    rows = both.found("ownership/majority-of-listed", "company", "percent", "steps", "holders")

    assert rows == [
        ("c:half", 50.0, 1, ["c:frozen", "p:listed"]),
        ("c:whole", 50.0, 2, ["c:half"]),
    ]


def test_one_company_of_two_sources_is_not_two_at_one_address(both: Both) -> None:
    assert both.found("ownership/shared-address", "address", "ids") == [("address:1", ["c:seat0", "c:seat1"])]


def test_one_company_of_two_sources_is_not_two_of_a_director_or_receiver(both: Both) -> None:
    assert both.found("ownership/nominee-directors", "director") == []
    assert both.found("ownership/nominee-directors", "director", "ids", least=2) == [
        ("p:director", ["c:seat0", "c:seat1"])
    ]
    assert both.found("ownership/directors-in-common", "other", company="c:seat0") == [("c:seat1",)]
    assert both.found("trade/consignees-that-appear-once", "receiver") == []


@pytest.mark.parametrize(
    ("since", "until", "changes"),
    [
        ("1900", "2100", [("2019-06", "went"), ("2016", "came")]),
        # It may have been in December.
        ("2016-12-01", "2016-12-31", [("2016", "came")]),
        ("2019-06-15", "2019", [("2019-06", "went")]),
        ("2017", "2018", []),
    ],
)
def test_a_change_of_which_only_the_year_is_known_may_lie_within(
    both: Both, since: str, until: str, changes: list[tuple[str, str]]
) -> None:
    params = {"company": "c:changed", "since": since, "until": until}

    assert both.found("ownership/changes-of-control", "day", "event", **params) == changes


def test_whoever_shows_a_document_of_the_wanted_is_called_by_their_own_name(both: Both) -> None:
    rows = both.found("ownership/companies-of-wanted-people", "wanted", "company", "known_as_name")

    assert rows == [("p:wanted1", "c:seat1", "Name Sake"), ("p:wanted2", "c:seat1", "Name Sake")]


def test_nobody_is_silent_before_the_records_begin_or_the_year_of_founding_ends(both: Both) -> None:
    rows = both.found(
        "ownership/woken-companies", "company", "silent_from", "woke_on", "days", least_days=500
    )

    assert rows == [
        ("c:old", "2020-01-01", "2021-06-01", 517),
        ("c:young", "2020", "2022-06-01", 517),
    ]


def test_one_bill_of_two_sources_is_one_shipment(both: Both) -> None:
    assert both.found("trade/shared-containers", "container") == []
    assert both.found("trade/same-vessel-call", "other", shipment="s:a") == []
    assert both.found("trade/who-ships-to-whom", "shipments", "weight_kg", hs_code="9999") == [(1, 100.0)]


def test_goods_declared_in_parts_are_worth_and_weigh_what_the_parts_do(both: Both) -> None:
    assert both.found("trade/export-import-gaps", "shipment") == []
    assert both.found("trade/weight-mismatch", "shipment") == []


def test_an_owner_of_both_owned_both_when_the_goods_were_shipped(both: Both) -> None:
    assert both.found("trade/under-one-owner", "owner", "sender") == []


def test_one_payment_out_passes_on_one_that_came_in(both: Both) -> None:
    rows = both.found("money/pass-through", "account", "times", "payments_in", "amount", least=1)

    assert rows == [("a:passes", 1, 3, 950.0)]


def test_a_threshold_is_of_a_currency(both: Both) -> None:
    window = {"since": "2026-01-01", "until": "2026-12-31"}

    assert both.found("money/below-the-threshold", "account", **window) == []
    assert both.found("money/below-the-threshold", "account", **window, currency="JPY") == [("a:yen",)]


def test_a_payment_came_after_a_listing_only_where_its_day_says_so(both: Both) -> None:
    rows = both.found("money/to-listed-parties", "listed", "payments", "after_listing")

    assert sorted(rows) == [("c:inmarch", 2, 1), ("c:undated", 1, None)]


def test_a_name_in_capitals_and_a_birth_year_are_not_another_person(both: Both) -> None:
    # whose birth dates nobody knows may be one, however the names are spelled
    assert both.found("acts/document-of-several-people", "document") == [("doc:two",)]
    assert both.found("communications/phones-of-several-people", "phone") == []
    assert both.found("acts/plates-of-several-travellers", "plate") == []


def test_a_document_is_valid_to_the_end_of_its_last_day_wherever_the_post_lies(both: Both) -> None:
    assert both.found("acts/expired-documents-in-use", "crossing") == [("x:2",)]


def test_whoever_crossed_in_the_month_of_a_theft_may_be_the_holder(both: Both) -> None:
    rows = both.found("acts/stolen-documents-in-use", "crossing", "surely_after")

    assert sorted(rows) == [("x:3", False), ("x:4", True), ("x:5", False)]


def test_nobody_is_wanted_once_a_notice_is_withdrawn(both: Both) -> None:
    assert both.found("acts/wanted-travellers", "notice", "crossing") == [("n:2", "x:3")]


def test_an_officer_is_not_behind_the_seizures_that_name_them(both: Both) -> None:
    assert both.found("acts/in-several-seizures", "name") == [("A Driver",)]


def test_a_seizure_without_a_whole_date_is_not_left_out(both: Both) -> None:
    params = {"origin": "EC", "destination": "NL", "since": "2026-06-01"}

    assert both.found("acts/seizures-on-a-route", "seizure", **params) == [("z:1",), ("z:2",)]


def test_only_a_booking_is_one_booking(both: Both) -> None:
    rows = both.found("acts/fellow-travellers", "other", "together", "one_booking", person="p:t1")

    assert rows == [("p:t2", 2, False)]
