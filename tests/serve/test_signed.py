"""Who counts as signed in, for how long, and for whom work waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from provider import Provider
from signed import MOST_WAITING, Desk, Waiting, mark, principal_of, standing

import interlink as il
from interlink.errors import AccessDenied
from interlink.ledger.people import PrincipalRow
from interlink.render.address import Chart

NOW = 1_800_000_000.0
ADA = PrincipalRow("ada", "ada@police.example", "Police", "NL", (), ("administrator",), "H2")
CLAIMS = {
    "is_logged_in": True,
    "sub": "0815",
    "email": "ada@police.example",
    "email_verified": True,
    "iat": NOW - 60,
    "nonce": "n1",
}
PROVIDER = Provider({}, "0" * 64, hours=1.0)
WORK = Waiting("an owner", Chart(("phone:1",)))


@pytest.fixture
def local(tmp_path: Path) -> Iterator[il.Workspace]:
    opened = il.open(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def shared(local: il.Workspace) -> il.Workspace:
    local.add_principal(ADA)
    return local


def test_nobody_signs_in_to_a_local_home(local: il.Workspace) -> None:
    assert not local.is_shared
    assert standing({}, Desk(), None, is_shared=local.is_shared, now=NOW) == "local"
    assert principal_of(local, {}).clearance.everything


def test_who_signed_in_to_a_shared_home_is_known_by_a_verified_address(shared: il.Workspace) -> None:
    assert shared.is_shared
    assert standing(CLAIMS, Desk(), PROVIDER, is_shared=shared.is_shared, now=NOW) == "in"
    assert principal_of(shared, CLAIMS).name == "ada"

    for unverified in ({"email_verified": False}, {"email_verified": "true"}, {"email": "x@police.example"}):
        with pytest.raises(AccessDenied, match="nobody here"):
            principal_of(shared, {**CLAIMS, **unverified})


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"email": "ada@police.example", "email_verified": True},
        {**CLAIMS, "is_logged_in": False},
        {**CLAIMS, "is_logged_in": "yes"},
    ],
)
def test_who_is_not_signed_in_is_nobody(shared: il.Workspace, said: dict[str, object]) -> None:
    assert standing(said, Desk(), PROVIDER, is_shared=shared.is_shared, now=NOW) == "nobody"


def test_without_settings_of_the_agency_nobody_is_signed_in(shared: il.Workspace) -> None:
    assert standing(CLAIMS, Desk(), None, is_shared=shared.is_shared, now=NOW) == "nobody"


@pytest.mark.parametrize("begun", [NOW - 3600, NOW + 600, None, "now", True])
def test_a_sign_in_ends_after_its_hours(shared: il.Workspace, begun: object) -> None:
    assert (
        standing({**CLAIMS, "iat": begun}, Desk(), PROVIDER, is_shared=shared.is_shared, now=NOW) == "ended"
    )


def test_signing_out_ends_that_sign_in_and_no_other(shared: il.Workspace) -> None:
    desk = Desk()
    desk.end(CLAIMS)

    assert standing(CLAIMS, desk, PROVIDER, is_shared=shared.is_shared, now=NOW) == "ended"
    assert standing({**CLAIMS, "nonce": "n2"}, desk, PROVIDER, is_shared=shared.is_shared, now=NOW) == "in"


def test_work_waits_for_its_owner_alone_and_once() -> None:
    desk = Desk()
    key = desk.keep(WORK, was_signed_in=True)

    assert desk.take(key, "another") is None
    assert desk.take("no key", "an owner") is None
    assert desk.take(key, "an owner") == WORK
    assert desk.take(key, "an owner") is None


def test_an_address_of_nobody_waits_for_whoever_signs_in() -> None:
    desk = Desk()
    kept = Waiting("", Chart(("phone:1",)))

    assert desk.take(desk.keep(kept, was_signed_in=False), "anybody") == kept


def test_of_too_much_work_the_oldest_is_forgotten() -> None:
    desk = Desk()
    keys = [desk.keep(WORK, was_signed_in=True) for _ in range(MOST_WAITING + 1)]

    assert desk.take(keys[0], "an owner") is None
    assert desk.take(keys[1], "an owner") == WORK


def test_a_mark_tells_people_apart_and_not_who_they_are(shared: il.Workspace) -> None:
    ada = principal_of(shared, CLAIMS)

    assert mark(None, ada) == ""
    assert mark(PROVIDER, ada) == mark(PROVIDER, ada)
    assert mark(PROVIDER, ada) != mark(Provider({}, "1" * 64), ada)
    assert "ada" not in mark(PROVIDER, ada)
