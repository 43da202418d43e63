from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from interlink.graph.desired import Desired, desired
from interlink.graph.manifest import Manifest
from interlink.graph.steps import CREATE_LINKS, CREATE_NODES, DELETE_LINKS, DELETE_NODES, UPDATE_NODES, steps
from interlink.lake.fragments import LAKE_COLUMNS
from interlink.model.fragment import fragment_columns
from interlink.model.marking import Marking
from interlink.model.schema import Schema, load_ontology

ONTOLOGY = load_ontology()

Model = tuple[dict[tuple[str, str], dict[str, object]], dict[str, dict[str, object]]]

PARTY = st.fixed_dictionaries(
    {"label": st.sampled_from(["Person", "Company"]), "name": st.sampled_from(["A", "B", "C"])}
)
PARTIES = st.dictionaries(st.sampled_from(["x", "y", "z", "u"]), PARTY, min_size=1)
KNOWS = st.dictionaries(
    st.sampled_from(["l1", "l2", "l3"]),
    st.tuples(st.sampled_from("xyzu"), st.sampled_from("xyzu"), st.sampled_from(["2020", "2021", None])),
)


def wanted(
    parties: dict[str, dict[str, str]], links: dict[str, tuple[str, str, str | None]], load: int
) -> Desired:
    rows: dict[str, list[dict[str, object]]] = {"Person": [], "Company": [], "Owns": []}
    for number, (entity, party) in enumerate(sorted(parties.items())):
        rows[party["label"]].append({"entity": entity, "name": party["name"], "seq": number})
    for number, (link, (src, dst, since)) in enumerate(sorted(links.items())):
        rows["Owns"].append({"entity": link, "src": src, "dst": dst, "since": since, "seq": number})

    def scan(schema: Schema) -> pl.LazyFrame:
        common = {"hash": b"0" * 16, "load": 1, "marking": 1, "source": "east"}
        found = [{**common, **row} for row in rows.get(schema.name, [])]
        return pl.LazyFrame(found, schema={**LAKE_COLUMNS, **fragment_columns(schema)})

    return desired(scan, ONTOLOGY, load=load, markings={1: Marking()}, committed_at={1: 1})


def apply(model: Model, current: Manifest, goal: Desired) -> Model:
    """What the steps make of a graph of dictionaries; an impossible step fails."""
    nodes, links = dict(model[0]), dict(model[1])
    for step in steps(current, goal):
        for row in step.rows.to_dicts():
            key = (step.name[0], row["id"])
            if step.kind == DELETE_LINKS:
                del links[row["id"]]
            elif step.kind == DELETE_NODES:
                assert not [link for link in links.values() if row["id"] in (link["src"], link["dst"])]
                del nodes[key]
            elif step.kind == CREATE_NODES:
                assert key not in nodes
                nodes[key] = {k: v for k, v in row.items() if v is not None}
            elif step.kind == UPDATE_NODES:
                assert key in nodes
                nodes[key] = {k: v for k, v in row.items() if v is not None}
            else:
                assert step.kind == CREATE_LINKS
                assert row["id"] not in links
                _, source, target = step.name
                assert {(source, row["src"]), (target, row["dst"])} <= set(nodes)
                links[row["id"]] = {"labels": (source, target)} | {
                    k: v for k, v in row.items() if v is not None
                }
    return nodes, links


@given(states=st.lists(st.tuples(PARTIES, KNOWS), min_size=2, max_size=4))
@settings(max_examples=10, deadline=None)
def test_the_differences_one_after_another_give_what_a_rebuild_gives(
    states: list[tuple[dict[str, dict[str, str]], dict[str, tuple[str, str, str | None]]]],
) -> None:
    model: Model = ({}, {})
    current = Manifest()
    for number, (parties, links) in enumerate(states):
        goal = wanted(parties, links, number)
        model = apply(model, current, goal)
        current = goal.manifest

    assert model == apply(({}, {}), Manifest(), goal)
    assert list(steps(current, goal)) == []


def test_a_property_that_one_node_gains_touches_no_other() -> None:
    before = wanted({"x": {"label": "Person", "name": "A"}, "y": {"label": "Person", "name": "B"}}, {}, 1)
    frame = before.nodes["Person"]
    gained = wanted({"x": {"label": "Person", "name": "A"}, "y": {"label": "Person", "name": "C"}}, {}, 2)

    changed = list(steps(before.manifest, gained))

    assert [(step.kind, step.name, step.rows["id"].to_list()) for step in changed] == [
        (UPDATE_NODES, ("Person",), ["y"])
    ]
    assert frame["hash"][0] == gained.nodes["Person"]["hash"][0]


def test_a_link_gains_its_properties_without_touching_the_others() -> None:
    parties = {"x": {"label": "Person", "name": "A"}, "y": {"label": "Company", "name": "B"}}
    before = wanted(parties, {"l1": ("x", "y", None), "l2": ("x", "y", None)}, 1)
    after = wanted(parties, {"l1": ("x", "y", None), "l2": ("x", "y", "2020")}, 2)

    changed = [(step.kind, step.name, step.rows["id"].to_list()) for step in steps(before.manifest, after)]

    ends = ("OWNS", "Person", "Company")
    assert changed == [(DELETE_LINKS, ends, ["l2"]), (CREATE_LINKS, ends, ["l2"])]


def test_a_link_without_one_of_its_ends_is_left_out() -> None:
    goal = wanted({"x": {"label": "Person", "name": "A"}}, {"l1": ("x", "nobody", None)}, 1)

    assert goal.links == {}
    assert goal.manifest.links.height == 0
