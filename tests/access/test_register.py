"""Whom a shared home answers: tokens, sign-in, roles, and changes that hold at the next look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import interlink as il
from audit_logs import tampered
from interlink.access.principals import local_user
from interlink.access.register import Register
from interlink.access.rights import RIGHTS, ROLES
from interlink.errors import (
    AccessDenied,
    AuditError,
    ChangedMeanwhile,
    QueryError,
    SettingsError,
    UnknownName,
)
from interlink.ledger import Ledger
from interlink.ledger.people import People, PrincipalRow

ADA = PrincipalRow("ada", "ada@police.example", "Police", "NL", ("EU",), ("administrator",), "H2")
LOCAL = local_user("local")
BO = PrincipalRow("bo", None, "Customs", "DE", (), ("investigator",), "H1")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(tmp_path: Path, clock: Clock) -> Iterator[Register]:
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    made = Register(People(ledger), clock)
    made.add(ADA, by=LOCAL)
    made.add(BO, by=made.by_name("ada"))
    yield made
    ledger.close()


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[tuple[il.Workspace, str]]:
    """A home with one administrator, and the secret of its token."""
    opened = il.open(tmp_path / "home")
    secret = opened.add_principal(ADA)
    assert secret is not None
    yield opened, secret
    opened.close()


def signed_in(workspace: il.Workspace, secret: str) -> il.Workspace:
    return replace(workspace, settings=replace(workspace.settings, token=secret, purpose="warn", reason="c"))


def test_a_principal_has_the_rights_of_its_roles_and_sees_by_agency_country_and_alliance(
    register: Register,
) -> None:
    ada = register.by_name("ada")

    assert ada.rights == {"administer"}
    assert ada.clearance.agencies == {"Police", "NL", "EU"}
    assert (ada.clearance.handling_ceiling, ada.clearance.everything) == ("H2", False)


def test_every_right_has_words_and_a_role() -> None:
    assert set().union(*ROLES.values()) == set(RIGHTS)


def test_the_secret_of_a_token_is_not_kept(register: Register, tmp_path: Path) -> None:
    _, secret = register.make_token("bo")

    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret.encode() not in kept
    assert register.by_token(secret).name == "bo"


@pytest.mark.parametrize(
    ("secret", "words"), [("", "nobody is signed in"), ("interlink_x", "not one of this home")]
)
def test_without_a_token_of_this_home_nobody_asks(register: Register, secret: str, words: str) -> None:
    with pytest.raises(AccessDenied, match=words):
        register.by_token(secret)


def test_a_token_ends_when_it_expires_or_is_revoked(register: Register, clock: Clock) -> None:
    (short, first), (_, second) = register.make_token("bo", days=1), register.make_token("bo")
    register.revoke(short.id)
    with pytest.raises(AccessDenied, match="was revoked"):
        register.by_token(first)

    clock.now += timedelta(days=30)
    with pytest.raises(AccessDenied, match="has expired"):
        register.by_token(second)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_is_good_for_a_year_at_most(register: Register, days: int) -> None:
    with pytest.raises(QueryError, match="1 to 366"):
        register.make_token("bo", days=days)


def test_a_sign_in_counts_by_subject_or_verified_address(register: Register) -> None:
    register.change("bo", revision=1, login="sub:aB7")
    said = {"sub": "0815", "email": "Ada@Police.example", "email_verified": True}
    assert register.by_claims(said).name == "ada"
    assert register.by_claims({"sub": "aB7"}).name == "bo"

    for claims in (
        {**said, "email_verified": False},
        {**said, "email_verified": "true"},
        {"sub": "0815"},
        {"sub": ""},
        {},
        {"sub": ["ada@police.example"]},
        {"sub": "ada@police.example"},
        {"sub": "ab7"},
        {"email": "sub:aB7", "email_verified": True},
    ):
        with pytest.raises(AccessDenied, match="nobody here"):
            register.by_claims(claims)


def test_who_is_inactive_is_refused_at_the_next_look(register: Register) -> None:
    bo = register.by_name("bo")
    register.change("bo", revision=1, is_active=False)

    with pytest.raises(AccessDenied, match="access has ended"):
        register.renewed(bo)


def test_of_two_administrators_who_change_one_principal_the_second_is_told(register: Register) -> None:
    assert register.change("bo", revision=1, roles=("analyst",)).revision == 2

    with pytest.raises(ChangedMeanwhile, match="revision 2, not 1"):
        register.change("bo", revision=1, roles=("auditor",))
    assert register.by_name("bo").may("cypher")


def test_of_two_administrators_who_change_one_role_the_second_is_told(register: Register) -> None:
    assert register.by_name("bo").asks
    assert register.change_role("investigator", revision=0, asks=False).revision == 1
    assert not register.by_name("bo").asks

    with pytest.raises(ChangedMeanwhile, match="revision 1, not 0"):
        register.change_role("investigator", revision=0, asks=True)


def test_of_several_roles_the_strictest_asks(register: Register) -> None:
    register.change_role("investigator", revision=0, asks=False)
    register.change("bo", revision=1, roles=("investigator", "reviewer"))

    assert register.by_name("bo").asks


@pytest.mark.parametrize("values", [{"is_active": False}, {"roles": ("auditor",)}])
def test_the_last_administrator_stays(register: Register, values: dict[str, object]) -> None:
    with pytest.raises(QueryError, match="no active administrator would be left"):
        register.change("ada", revision=1, **values)
    assert register.by_name("ada").may("administer")


@pytest.mark.parametrize(
    ("row", "error", "words"),
    [
        (replace(BO, name="ada"), ChangedMeanwhile, "already"),
        (replace(BO, name="ADA "), ChangedMeanwhile, "already"),
        (replace(BO, name="cy", login="ADA@police.example"), ChangedMeanwhile, "already"),
        (replace(BO, name="  "), QueryError, "needs a name"),
        (replace(BO, name="cy\u200b"), QueryError, "printable"),
        (replace(BO, name="Owner of the files"), QueryError, "whoever owns"),
        (replace(BO, name="cy", login="0815"), QueryError, "sub:0815"),
        (replace(BO, name="cy", roles=("administrater",)), UnknownName, "Did you mean 'administrator'"),
        (replace(BO, name="cy", handling_ceiling="h9"), SettingsError, "handling ceiling"),
    ],
)
def test_what_is_no_principal_is_refused(
    register: Register, row: PrincipalRow, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        register.add(row, by=register.by_name("ada"))


@pytest.mark.parametrize("row", [BO, replace(ADA, is_active=False)])
def test_the_first_principal_has_to_be_an_administrator(tmp_path: Path, row: PrincipalRow) -> None:
    workspace = il.open(tmp_path / "home")
    with pytest.raises(QueryError, match="has to be an administrator"):
        workspace.add_principal(row)
    assert workspace.principals() == []
    workspace.close()


def test_of_two_who_share_a_home_at_once_the_second_is_refused(register: Register) -> None:
    with pytest.raises(AccessDenied, match="nobody is signed in"):
        register.add(replace(ADA, name="cy", login=None), by=LOCAL)


def test_the_first_principal_ends_the_local_user(shared: tuple[il.Workspace, str]) -> None:
    workspace, _ = shared
    for refused in (workspace.view, workspace.sources, workspace.graph_status, lambda: workspace.search("x")):
        with pytest.raises(AccessDenied, match="nobody is signed in"):
            refused()


def test_a_view_of_before_is_refused_once_the_home_is_shared(tmp_path: Path) -> None:
    workspace = il.open(tmp_path / "home")
    view = workspace.view()
    workspace.add_principal(ADA)

    with pytest.raises(AccessDenied, match="nobody is signed in"):
        workspace.search("x", view=view)
    workspace.close()


def test_a_role_without_the_right_is_refused_and_the_try_is_logged(shared: tuple[il.Workspace, str]) -> None:
    ada = signed_in(*shared)
    with pytest.raises(AccessDenied, match="may not look at records"):
        ada.search("x")
    with pytest.raises(AccessDenied, match="may not load records"):
        ada.sources()
    ada.add_principal(replace(BO, name="cy", roles=("auditor",)))
    cy = signed_in(ada, ada.make_token("cy")[1])
    tried = [event for event in cy.audit_events() if '"refused"' in event.params]

    assert [(event.principal, event.operation) for event in tried] == [("ada", "consultation")] * 2


def test_purpose_and_reason_have_no_default_in_a_shared_home(shared: tuple[il.Workspace, str]) -> None:
    workspace, secret = shared
    ada = replace(workspace, settings=replace(workspace.settings, token=secret))
    with pytest.raises(AccessDenied, match="say purpose and reason first"):
        ada.view()

    ada.change_role("administrator", revision=0, asks=False)
    assert (ada.view().purpose, ada.view().reason) == ("", "")


def test_a_revoked_token_is_refused_in_the_midst_of_work(shared: tuple[il.Workspace, str]) -> None:
    ada = signed_in(*shared)
    view = ada.view()
    assert [row.name for row in ada.principals(view=view)] == ["ada"]
    ada.revoke_token(1)

    with pytest.raises(AccessDenied, match="was revoked"):
        ada.principals(view=view)


def test_who_uses_a_revoked_token_stands_in_the_log(shared: tuple[il.Workspace, str]) -> None:
    ada = signed_in(*shared)
    ada.change_principal("ada", revision=1, roles=("administrator", "auditor"))
    _, leaked = ada.add_principal(replace(BO, name="cy", roles=("investigator",))), ada.make_token("cy")[1]
    cy = signed_in(ada, leaked)
    view = cy.view()
    ada.revoke_token(2)
    for use in (lambda: cy.search("x"), lambda: cy.search("x", view=view)):
        with pytest.raises(AccessDenied, match="was revoked"):
            use()
    with pytest.raises(AccessDenied, match="not one of this home"):
        signed_in(ada, "interlink_guessed").search("x")
    used = [event for event in ada.audit_events() if '"refused": "token"' in event.params]

    assert [(event.principal, json.loads(event.params)) for event in used] == [
        ("cy", {"what": "sign in", "refused": "token", "by_token": 2})
    ] * 2


def test_an_administrator_without_a_token_gets_one_from_who_owns_the_files(
    shared: tuple[il.Workspace, str],
) -> None:
    workspace, _ = shared
    assert signed_in(workspace, workspace.recover("ada")).principal.name == "ada"

    with pytest.raises(AccessDenied, match="access has ended"):
        workspace.recover("bo")


def test_a_change_that_came_too_late_reads_as_refused(shared: tuple[il.Workspace, str]) -> None:
    ada = signed_in(*shared)
    ada.change_principal("ada", revision=1, roles=("administrator", "auditor"))
    with pytest.raises(ChangedMeanwhile):
        ada.change_principal("ada", revision=1, agency="Elsewhere")

    assert '"refused": "changed meanwhile"' in ada.audit_events(newest=2)[0].params


def test_what_leaves_a_shared_home_wants_purpose_and_reason_of_the_list(
    shared: tuple[il.Workspace, str], tmp_path: Path
) -> None:
    ada = signed_in(*shared)
    ada.change_principal("ada", revision=1, roles=("administrator", "data-engineer"))
    for purpose, words in (("religion", "is not a purpose"), ("", "say purpose")):
        asking = replace(ada, settings=replace(ada.settings, purpose=purpose))
        with pytest.raises(AccessDenied, match=words):
            asking.backup(tmp_path / "home.tar.zst")


def test_a_refused_load_is_logged(shared: tuple[il.Workspace, str]) -> None:
    ada = signed_in(*shared)
    ada.change_principal("ada", revision=1, roles=("administrator", "auditor"))
    with pytest.raises(AccessDenied):
        ada.load("register", ["owners.csv"])
    with pytest.raises(AccessDenied):
        ada.graph_stop()
    refused = [event for event in ada.audit_events() if '"refused"' in event.params]

    assert [event.operation for event in refused] == ["collection", "consultation"]
    assert all('"by_token": 1' in event.params for event in refused)


def test_access_can_be_taken_away_while_the_log_is_broken(
    shared: tuple[il.Workspace, str], tmp_path: Path
) -> None:
    ada = signed_in(*shared)
    ada.add_principal(BO)
    row, secret = ada.make_token("bo")
    tampered(tmp_path / "home" / "audit.sqlite", "UPDATE audit_event SET reason = 'x' WHERE seq = 1")
    with closing(signed_in(il.open(tmp_path / "home"), shared[1])) as again:
        again.revoke_token(row.id)
        again.change_principal("bo", revision=1, is_active=False)
        with pytest.raises(AuditError, match="broken"):
            again.change_principal("bo", revision=2, agency="Elsewhere")
        auditor = again.recover("ada")

    assert (secret == auditor, [token.revoked_at is None for token in ada.tokens()]) == (
        False,
        [True, False, True],
    )
