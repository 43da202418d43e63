from __future__ import annotations

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from interlink.errors import QueryError, ReadError, UnknownName
from interlink.model.marking import Clearance
from interlink.projection import MISSING_TIME, Constraints, Projection, with_attributes
from interlink.projection.lake import cited_schemas, project
from small_world import World

EDGES = pd.DataFrame([("a", "b"), ("b", "c")], columns=["src", "dst"])
SAID = pd.DataFrame(
    {
        "id": ["b", "a", "c", "a"],
        "value": [2.0, 1.0, None, 5.0],
        "unit": ["kg", "kg", None, "t"],
        "on": ["2026-01-02", "2026-01-01", None, "2026-02-01"],
    }
)
A, B = "north:person:a", "north:person:b"


@pytest.fixture
def said() -> Projection:
    return with_attributes(Projection.from_edges(EDGES), SAID, at="on")


def rows(projection: Projection) -> list[tuple[object, ...]]:
    told = projection.attributes
    assert told is not None
    names = [projection.ids[n] for n in told.vertex.tolist()]
    return [(name, *values) for name, values in zip(names, told.values.rows(), strict=True)]


def test_a_table_says_something_of_entities_a_row_each_and_empty_rows_nothing(said: Projection) -> None:
    assert rows(said) == [("a", 1.0, "kg"), ("a", 5.0, "t"), ("b", 2.0, "kg")]
    assert said.attributes is not None
    assert [each.locator for each in said.evidence_of(said.attributes.record)] == ["row 1", "row 3", "row 0"]
    assert {each.source for each in said.evidence_of(said.attributes.record)} == {"attributes"}
    assert [(each.source, each.locator) for each in said.evidence(said.link_of_row)] == [
        ("table", "row 0"),
        ("table", "row 1"),
    ]


def test_the_order_of_rows_and_the_kind_of_table_do_not_matter(said: Projection) -> None:
    bare = Projection.from_edges(EDGES)
    shuffled = SAID.iloc[::-1]

    found = {
        with_attributes(bare, table, at="on").fingerprint
        for table in (shuffled, pl.from_pandas(SAID), pa.Table.from_pandas(shuffled, preserve_index=False))
    }

    assert found == {said.fingerprint}
    assert bare.fingerprint not in found
    assert with_attributes(bare, SAID.assign(value=3.0), at="on").fingerprint not in found


def test_narrowing_and_leaving_out_entities_leaves_out_what_is_said(said: Projection) -> None:
    assert rows(said.narrow(Constraints(until="2026-01-31"))) == [("a", 1.0, "kg"), ("b", 2.0, "kg")]
    assert rows(said.narrow(Constraints(avoid=["a"]))) == [("b", 2.0, "kg")]
    assert rows(said.induced(["b", "c"])) == [("b", 2.0, "kg")]


def test_tables_that_do_not_fit_are_refused(said: Projection) -> None:
    bare = Projection.from_edges(EDGES)

    with pytest.raises(ReadError, match=r"row 1: the projection has no entity 'z'; .* 1 have none"):
        with_attributes(bare, pd.DataFrame({"id": ["a", "z"], "value": [1, 2]}))
    with pytest.raises(UnknownName, match=r"no column 'idd'.*Did you mean 'id'\?"):
        with_attributes(bare, SAID, "idd")
    with pytest.raises(QueryError, match="only a projection of an edge table"):
        with_attributes(said, SAID)


def test_each_record_of_the_lake_says_its_own_with_its_evidence(world: World) -> None:
    world.contacts("north", "a,Marlow,,1980")
    world.contacts("north", "a,Marlow,Mo,1981", delivery="increment")

    made = project(world.view(), world.ontology, nodes=["Person"], attributes=["birth_date", "alias"])

    assert rows(made) == [(A, None, ["1980"]), (A, ["Mo"], ["1981"])]
    assert made.attributes is not None
    assert made.attributes.at.tolist() == [MISSING_TIME] * 2
    assert [each.locator for each in made.evidence_of(made.attributes.record)] == ["row 1", "row 1"]
    assert made.made_from["attributes"] == ["alias", "birth_date"]


def test_what_may_not_be_seen_says_nothing(world: World) -> None:
    world.contacts("north", "a,Marlow,,1980")
    world.contacts("south", "b,Quill,,1990", marking="handling: H2, originator: South")

    clearance = Clearance()
    made = project(world.view(clearance), world.ontology, nodes=["Person"], attributes=["birth_date"])

    assert rows(made) == [(A, ["1980"])]


def test_a_property_that_no_kind_has_is_refused(world: World) -> None:
    with pytest.raises(
        UnknownName, match=r"no kind of entity has a property 'birthdate'\. Did you mean 'birth_date'"
    ):
        project(world.view(), world.ontology, nodes=["Person"], attributes=["birthdate"])


def test_kinds_without_the_property_say_nothing(world: World) -> None:
    world.contacts("north", "a,Marlow,,1980")

    made = project(world.view(), world.ontology, nodes=["Person"], attributes=["birth_date", "hs_code"])
    none = project(world.view(), world.ontology, nodes=["Person"], attributes=["hs_code"])

    assert (rows(made), rows(none)) == ([(A, ["1980"], None)], [])


def test_a_finding_is_looked_up_among_the_kinds_that_say_something_too(world: World) -> None:
    world.contacts("north", "a,Marlow,,1980")
    made = project(
        world.view(), world.ontology, nodes=["Person", "Phone"], links=["USES"], attributes=["alias"]
    )

    cited = [kind.name for kind in cited_schemas(world.ontology, made.made_from)]

    assert cited == ["Uses", "Person"]
