"""The ontology loader, on small ontologies and on the shipped one."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest

from interlink.errors import SchemaError, UnknownName
from interlink.model.docs import ENTITY_GROUPS, LINK_GROUPS
from interlink.model.schema import (
    RESERVED,
    Edge,
    Property,
    Schema,
    Total,
    build_ontology,
    load_ontology,
    relationship_type,
)

SMALL: dict[str, Any] = {
    "Thing": {
        "abstract": True,
        "caption": ["name"],
        "properties": {"name": {"type": "name"}, "remarks": {"type": "text", "many": True}},
    },
    "Phone": {
        "label": "Phone",
        "plural": "Phones",
        "description": "A telephone number.",
        "extends": "Thing",
        "identity": "global",
        "key": ["number"],
        "stix": "x-interlink-phone",
        "properties": {"number": {"type": "phone", "description": "E.164"}},
    },
    "Link": {"abstract": True, "edge": {"source": "Thing", "target": "Thing"}, "followthemoney": "Interval"},
    "CallTo": {
        "extends": "Link",
        "period": ["at", "at"],
        "total": {"type": "CALLS_TOTAL", "sum": "duration_s"},
        "properties": {"at": {"type": "time"}, "duration_s": {"type": "duration", "label": "Duration (s)"}},
    },
}

STIX_TYPES = {
    "domain-name",
    "email-addr",
    "identity",
    "location",
    "observed-data",
    "relationship",
    "report",
    "user-account",
}


def problems_of(**changes: Any) -> list[str]:
    with pytest.raises(SchemaError) as refused:
        build_ontology(SMALL | changes)
    return str(refused.value).splitlines()


def test_a_schema_has_the_properties_of_its_ancestors_and_its_own() -> None:
    ontology = build_ontology(SMALL)

    assert ontology.get("Phone") == Schema(
        name="Phone",
        label="Phone",
        plural="Phones",
        description="A telephone number.",
        ancestors=("Thing",),
        identity="global",
        key=("number",),
        caption=("name",),
        stix="x-interlink-phone",
        properties={
            "name": Property("name", "name", "Name"),
            "remarks": Property("remarks", "text", "Remarks", many=True),
            "number": Property("number", "phone", "Number", description="E.164"),
        },
    )


def test_a_link_inherits_its_edge_but_not_its_counterparts() -> None:
    call = build_ontology(SMALL).get("CallTo")

    assert (call.edge, call.period, call.total, call.followthemoney) == (
        Edge("Thing", "Thing", directed=True),
        ("at", "at"),
        Total("CALLS_TOTAL", "duration_s"),
        None,
    )
    assert (call.is_link, call.is_event, call.abstract) == (True, True, False)


def test_a_property_given_again_replaces_the_inherited_one() -> None:
    changed = SMALL["Phone"] | {"properties": {"number": {"type": "phone"}, "name": {"type": "text"}}}

    ontology = build_ontology(SMALL | {"Phone": changed})

    assert ontology.get("Phone").properties["name"].type == "text"


def test_null_takes_back_what_an_ancestor_states() -> None:
    ontology = build_ontology(SMALL | {"Missed": {"extends": "CallTo", "period": None, "total": None}})

    assert (ontology.get("Missed").period, ontology.get("Missed").total) == ((None, None), None)


def test_a_schema_overrides_what_it_extends_however_far_away() -> None:
    extra = {
        "Listed": {"extends": "Thing", "abstract": True, "caption": ["remarks"]},
        "Party": {"extends": "Listed", "abstract": True},
        "Person": {"extends": ["Thing", "Party"]},
    }

    person = build_ontology(SMALL | extra).get("Person")

    assert (person.ancestors, person.caption) == (("Party", "Listed", "Thing"), ("remarks",))


def test_the_first_of_two_unrelated_parents_wins() -> None:
    extra = {
        "Listed": {"extends": "Thing", "abstract": True, "caption": ["remarks"]},
        "Means": {"extends": "Thing", "abstract": True, "caption": ["name"]},
        "Vessel": {"extends": ["Listed", "Means"]},
    }

    assert build_ontology(SMALL | extra).get("Vessel").caption == ("remarks",)


def test_schemas_are_found_by_name_and_by_graph_name() -> None:
    ontology = build_ontology(SMALL)

    assert ontology.get("CALL_TO") is ontology.get("CallTo")
    assert ontology.get("Phone").graph_name == "Phone"


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"^no schema is called 'Phonne'\. Did you mean 'Phone'\?$"):
        build_ontology(SMALL).get("Phonne")


def test_entities_links_and_concrete_leave_out_abstract_schemas() -> None:
    ontology = build_ontology(SMALL)

    assert [s.name for s in ontology.entities()] == ["Phone"]
    assert [s.name for s in ontology.links()] == ["CallTo"]
    assert [s.name for s in ontology.concrete("Thing")] == ["Phone"]
    assert [s.name for s in ontology.concrete("LINK")] == ["CallTo"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Owns", "OWNS"), ("AssociateOf", "ASSOCIATE_OF"), ("SeizedIn", "SEIZED_IN"), ("Icao24Of", "ICAO24_OF")],
)
def test_relationship_types_are_upper_case_with_underscores(name: str, expected: str) -> None:
    assert relationship_type(name) == expected


def test_every_problem_of_every_schema_is_reported_together() -> None:
    person = {
        "extends": "Thingg",
        "lable": "Person",
        "caption": ["nmae"],
        "identity": "global",
        "properties": {"name": {"type": "nam"}, "born": {"tpye": "date"}},
    }
    owns = {"edge": {"source": "Persn", "target": "Thing"}, "period": ["since", None]}

    assert problems_of(Person=person, Owns=owns) == [
        "schemas/Person.yaml: unknown field 'lable'. Did you mean 'label'?",
        "schemas/Person.yaml: properties.name: unknown type 'nam'. Did you mean 'name'?",
        "schemas/Person.yaml: properties.born: unknown field 'tpye'. Did you mean 'type'?",
        "schemas/Person.yaml: properties.born: has no type",
        "schemas/Person.yaml: extends 'Thingg', which does not exist. Did you mean 'Thing'?",
        "schemas/Owns.yaml: names property 'since', which it does not have.",
        "schemas/Owns.yaml: edge end 'Persn' is no schema. Did you mean 'Person'?",
        "schemas/Person.yaml: names property 'nmae', which it does not have. Did you mean 'name'?",
        "schemas/Person.yaml: identity is global, so 'key' must name the properties that make the id",
    ]


def test_a_missing_parent_is_reported_once_where_it_is_named() -> None:
    assert problems_of(Party={"extends": "Thingg", "abstract": True}, Person={"extends": "Party"}) == [
        "schemas/Party.yaml: extends 'Thingg', which does not exist. Did you mean 'Thing'?"
    ]


def test_a_schema_that_extends_itself_through_another_is_refused() -> None:
    assert problems_of(Person={"extends": "Party"}, Party={"extends": "Person"}) == [
        "schemas/Party.yaml: extends itself",
        "schemas/Person.yaml: extends itself",
    ]


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        (None, "holds no fields, expected at least label and description"),
        ({"extends": 3}, "extends is 3, expected a schema or a list of schemas"),
        ({"key": "name"}, "key is 'name', expected a list of properties"),
        (
            {"edge": {"source": "Phone"}},
            "edge is {'source': 'Phone'}, expected source, target and, where it is not true, directed",
        ),
        (
            {"period": ["at"]},
            "period is ['at'], expected a list of two properties, either of them null where open",
        ),
        ({"total": "CALLS"}, "total is 'CALLS', expected type and, where something is summed, sum"),
        ({"properties": ["name"]}, "properties is ['name'], expected properties with their type"),
        ({"properties": {"name": None}}, "properties.name is None, expected {type: ...}"),
        (
            {"properties": {False: {"type": "text"}}},
            "properties.False: expected lower-case words joined by underscores",
        ),
        (
            {"properties": {"birthDate": {"type": "date"}}},
            "properties.birthDate: expected lower-case words joined by underscores",
        ),
        ({"identity": "local"}, "identity is 'local', expected 'source' or 'global'"),
        ({"total": {"type": "N"}}, "has a total but no edge; only links are counted by pair"),
        (
            {"extends": "Thing", "key": ["remarks"]},
            "property 'remarks' has many values, so it cannot be in key, period or total",
        ),
    ],
)
def test_a_malformed_schema_is_refused_with_what_was_expected(spec: object, problem: str) -> None:
    assert problems_of(Broken=spec) == [f"schemas/Broken.yaml: {problem}"]


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_no_property_may_be_called_like_a_column_of_its_own(name: str) -> None:
    assert problems_of(Broken={"properties": {name: {"type": "text"}}}) == [
        f"schemas/Broken.yaml: properties.{name}: every fragment or node has '{name}' of its own;"
        " choose another name"
    ]


def test_the_shipped_ontology_has_the_labels_of_the_design() -> None:
    ontology = load_ontology()

    labels = {group: [s.graph_name for s in ontology.concrete(group)] for group in ENTITY_GROUPS[:-1]}

    assert labels == {
        "Party": ["Company", "Organization", "Person", "PublicBody"],
        "Means": ["Aircraft", "Vehicle", "Vessel"],
        "Location": ["Address", "Place"],
        "Identifier": [
            "BankAccount",
            "Biometric",
            "Device",
            "Domain",
            "Email",
            "IdentityCard",
            "NumberPlate",
            "Passport",
            "Phone",
            "RegistrationNumber",
            "Transponder",
            "UserAccount",
            "Wallet",
        ],
        "Trade": ["Commodity", "Container", "Declaration", "Route", "Shipment"],
        "Act": [
            "BorderCrossing",
            "Conviction",
            "Notice",
            "Proceeding",
            "Report",
            "Seizure",
            "StolenItem",
            "Warrant",
        ],
    }
    assert len(ontology.entities()) == sum(map(len, labels.values()))


def test_the_shipped_ontology_has_the_relationship_types_of_the_design() -> None:
    ontology = load_ontology()

    types = {group: [s.graph_name for s in ontology.concrete(group)] for group in LINK_GROUPS[:-1]}

    assert types == {
        "Tie": [
            "ASSOCIATE_OF",
            "DIRECTS",
            "EMPLOYS",
            "HOLDS",
            "KNOWS",
            "LOCATED_AT",
            "MEMBER_OF",
            "OPERATES",
            "OWNS",
            "REGISTERED_UNDER",
            "RELATED_TO",
            "REPRESENTS",
            "USES",
        ],
        "Handling": [
            "CARRIED_BY",
            "CONSIGNED_BY",
            "CONSIGNED_TO",
            "CONTAINS",
            "DECLARED_IN",
            "FOLLOWS",
            "NOTIFIED_TO",
            "PACKED_IN",
            "SHIPPED_BY",
        ],
        "Movement": ["CROSSED_AT", "LEG", "STOPS_AT", "VISITED"],
        "Involvement": ["BASED_ON", "ISSUED_BY", "MENTIONED_IN", "SEIZED_IN", "SUBJECT_OF"],
        "Exchange": ["CALLED", "MESSAGED", "PAID"],
    }
    assert {s.graph_name for s in ontology.links()} - set(chain(*types.values())) == {"LINKED_TO", "SIGHTED"}


def test_parties_are_known_by_their_source_and_identifiers_everywhere() -> None:
    ontology = load_ontology()

    assert {s.name for s in ontology.concrete("Party") if s.identity == "source"} == {
        "Person",
        "Company",
        "Organization",
        "PublicBody",
    }
    assert {s.identity for s in ontology.concrete("Identifier")} == {"global"}


def test_totals_are_relationship_types_of_their_own() -> None:
    ontology = load_ontology()

    totals = {s.name: s.total for s in ontology if s.total}

    assert totals == {
        "Called": Total("CALLS_TOTAL", "duration_s"),
        "Messaged": Total("MESSAGES_TOTAL"),
        "Paid": Total("PAYMENTS_TOTAL", "amount"),
        "Sighted": Total("SIGHTINGS_TOTAL"),
    }
    assert not {total.type for total in totals.values()} & {s.graph_name for s in ontology}


@pytest.mark.parametrize("schema", list(load_ontology()), ids=lambda schema: schema.name)
def test_every_shipped_schema_says_what_it_is(schema: Schema) -> None:
    assert schema.description.endswith(".")
    assert schema.label
    assert schema.plural
    assert schema.stix is None or schema.stix in STIX_TYPES or schema.stix.startswith("x-interlink-")
    assert schema.abstract or schema.stix
    assert schema.is_link or schema.abstract or schema.caption
