"""Who may not do a thing is refused before it is looked up: the refusal does not tell what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import interlink as il
from interlink.errors import AccessDenied
from interlink.ledger.people import PrincipalRow

BO = PrincipalRow("bo", None, "Customs", "DE", (), ("investigator",), "H1")


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[il.Workspace]:
    """The workspace of an administrator and auditor in a home with the audience `east`."""
    local = il.open(tmp_path / "home", purpose="warn", reason="case 7")
    local.add_audience("east", agencies=["DE"])
    secret = local.add_principal(replace(BO, name="ada", roles=("administrator", "auditor")))
    assert secret is not None
    yield signed_in(local, secret)
    local.close()


@pytest.fixture
def bo(ada: il.Workspace) -> il.Workspace:
    """The workspace of an investigator there."""
    ada.add_principal(BO)
    return signed_in(ada, ada.make_token("bo")[1])


def signed_in(workspace: il.Workspace, token: str) -> il.Workspace:
    return replace(workspace, settings=replace(workspace.settings, token=token))


@pytest.mark.parametrize(
    "call",
    [
        lambda ws, name: ws.remove_audience(name),
        lambda ws, name: ws.graph_rebuild(audience=name),
        lambda ws, name: ws.cypher("RETURN 1", audience=name),
    ],
    ids=["remove_audience", "graph_rebuild", "cypher"],
)
def test_an_audience_that_is_there_is_refused_as_one_that_is_not(
    bo: il.Workspace, call: Callable[[il.Workspace, str], object]
) -> None:
    said = []
    for name in ("east", "eats", "nowhere"):
        with pytest.raises(AccessDenied) as refused:
            call(bo, name)
        said.append(str(refused.value))

    assert len(set(said)) == 1


@pytest.mark.parametrize(("role", "lacking"), [("investigator", "cypher"), ("analyst", "audience")])
def test_cypher_that_is_refused_is_logged(ada: il.Workspace, role: str, lacking: str) -> None:
    ada.add_principal(replace(BO, agency="Nowhere", country="", roles=(role,)))
    bo = signed_in(ada, ada.make_token("bo")[1])
    with pytest.raises(AccessDenied):
        bo.cypher("RETURN 1")
    tried = ada.audit_events(principal="bo")

    assert [(event.operation, f'"refused": "{lacking}"' in event.params) for event in tried] == [
        ("consultation", True)
    ]
