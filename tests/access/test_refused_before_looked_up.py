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
def bo(tmp_path: Path) -> Iterator[il.Workspace]:
    """The workspace of an investigator in a home with the audience `east`."""
    local = il.open(tmp_path / "home", purpose="warn", reason="case 7")
    local.add_audience("east", agencies=["DE"])
    secret = local.add_principal(replace(BO, name="ada", roles=("administrator", "auditor")))
    assert secret is not None
    ada = replace(local, settings=replace(local.settings, token=secret))
    ada.add_principal(BO)
    _, token = ada.make_token("bo")
    yield replace(local, settings=replace(local.settings, token=token))
    local.close()


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
