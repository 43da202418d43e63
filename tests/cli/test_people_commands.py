"""A home becomes shared by its first principal; each then asks by a token."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import interlink

STATED = {"INTERLINK_PURPOSE": "warn", "INTERLINK_REASON": "case 7"}


def test_a_home_is_shared_and_each_one_does_what_its_role_may(tmp_path: Path) -> None:
    home = tmp_path / "home"
    refused = interlink(home, "principals", "add", "bo", "--role", "investigator")
    added = interlink(home, "principals", "add", "ada", "--role", "administrator", "--agency", "Police")
    nobody = interlink(home, "search", "Marlow")
    ada = {"INTERLINK_TOKEN": added.stdout.strip(), **STATED}
    listed = interlink(home, "principals", "list", "--format", "json", **ada)
    interlink(home, "principals", "add", "bo", "--role", "investigator", "--handling", "H1", **ada)
    made = interlink(home, "tokens", "make", "bo", "--days", "7", **ada)
    bo = {"INTERLINK_TOKEN": made.stdout.strip(), **STATED}
    found, denied = interlink(home, "search", "Marlow", **bo), interlink(home, "tokens", "list", **bo)
    asked = interlink(home, "search", "Marlow", INTERLINK_TOKEN=made.stdout.strip())
    stale = interlink(home, "principals", "change", "bo", "--revision", "7", "--inactive", **ada)
    interlink(home, "tokens", "revoke", "2", **ada)
    gone = interlink(home, "search", "Marlow", **bo)
    tokens = interlink(home, "tokens", "list", "--format", "json", **ada)

    assert (refused.returncode, "has to be an administrator" in refused.stderr) == (1, True)
    assert (nobody.returncode, "nobody is signed in" in nobody.stderr, nobody.stdout) == (1, True, "")
    assert [(row["name"], row["revision"]) for row in json.loads(listed.stdout)] == [("ada", 1)]
    assert found.returncode == 0
    assert (denied.returncode, "you may not change principals" in denied.stderr) == (1, True)
    assert (asked.returncode, "say purpose and reason first" in asked.stderr) == (1, True)
    assert (stale.returncode, "stands at revision 1, not 7" in stale.stderr) == (1, True)
    assert (gone.returncode, "the token was revoked" in gone.stderr) == (1, True)
    assert [row["principal"] for row in json.loads(tokens.stdout)] == ["ada", "bo"]
    assert not any(done.stderr.count("interlink_") for done in (refused, added, made, gone))


def test_roles_say_what_they_may_and_whether_they_are_asked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = json.loads(interlink(home, "roles", "list", "--format", "json").stdout)
    changed = interlink(home, "roles", "change", "analyst", "--do-not-ask", "--revision", "0")
    after = json.loads(interlink(home, "roles", "list", "--format", "json").stdout)

    assert [row["name"] for row in rows if "cypher" in row["rights"].split()] == ["analyst"]
    assert {row["asks"] for row in rows} == {True}
    assert changed.returncode == 0
    assert [row["name"] for row in after if not row["asks"]] == ["analyst"]


def test_an_administrator_who_lost_the_token_gets_another_from_the_owner_of_the_files(tmp_path: Path) -> None:
    home = tmp_path / "home"
    interlink(home, "principals", "add", "ada", "--role", "administrator")
    recovered = interlink(home, "principals", "recover", "ada")
    env = {"INTERLINK_TOKEN": recovered.stdout.strip(), **STATED}

    assert interlink(home, "principals", "list", **env).returncode == 0
    assert interlink(home, "principals", "recover", "bo").returncode == 1
