"""Homes of other versions: older ones are upgraded on demand, newer ones are refused, nothing is lost."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from interlink.access.audit import REVISIONS as AUDIT
from interlink.access.audit import AuditLog
from interlink.errors import StoreUnavailable
from interlink.ledger import Ledger
from interlink.ledger.engine import upgrade
from interlink.ledger.revisions import Revisions
from interlink.ledger.tables import REVISIONS as LEDGER

# A ledger as revision 0001 made it, with one committed load. Never changed: homes like it exist.
FIRST_LEDGER = """
CREATE TABLE load (
    id INTEGER NOT NULL, source VARCHAR(80) NOT NULL, state VARCHAR(12) NOT NULL,
    delivery VARCHAR(12) NOT NULL, edition VARCHAR(80), spec_sha256 VARCHAR(64) NOT NULL,
    started_at BIGINT NOT NULL, committed_at BIGINT, records BIGINT NOT NULL, fragments_added BIGINT NOT NULL,
    fragments_retired BIGINT NOT NULL, fragments_unchanged BIGINT NOT NULL, quarantined BIGINT NOT NULL,
    flagged BIGINT NOT NULL, error TEXT, warnings TEXT NOT NULL, PRIMARY KEY (id)
);
CREATE INDEX ix_load_source ON load (source);
CREATE TABLE file (
    id INTEGER NOT NULL, sha256 VARCHAR(64) NOT NULL, name VARCHAR(400) NOT NULL, size BIGINT NOT NULL,
    received_at BIGINT NOT NULL, format TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (sha256, name, format)
);
CREATE TABLE marking (id INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (text));
CREATE TABLE load_file (
    load INTEGER NOT NULL, file INTEGER NOT NULL, PRIMARY KEY (load, file),
    FOREIGN KEY(load) REFERENCES load (id), FOREIGN KEY(file) REFERENCES file (id)
);
CREATE TABLE quarantine (
    id INTEGER NOT NULL, load INTEGER NOT NULL, file INTEGER NOT NULL, path TEXT, "row" BIGINT NOT NULL,
    reason TEXT NOT NULL, PRIMARY KEY (id), FOREIGN KEY(load) REFERENCES load (id),
    FOREIGN KEY(file) REFERENCES file (id)
);
CREATE INDEX quarantine_load ON quarantine (load);
INSERT INTO load VALUES (1, 'people', 'committed', 'full', NULL, 'x', 5, 7, 2, 4, 0, 0, 0, 0, NULL, '[]');
"""
# What is missing of a first revision is made with it.
MARKING = "CREATE TABLE marking (id INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (text));"
EVENT = """
CREATE TABLE audit_event (
    seq INTEGER NOT NULL, at VARCHAR(40) NOT NULL, principal VARCHAR(200) NOT NULL,
    operation VARCHAR(20) NOT NULL, purpose VARCHAR(40) NOT NULL, reason TEXT NOT NULL, params TEXT NOT NULL,
    prev_hash VARCHAR(64) NOT NULL, hash VARCHAR(64) NOT NULL, PRIMARY KEY (seq)
);
"""
STAMP = """
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version VALUES ('{revision}');
"""


def made(folder: Path, script: str) -> str:
    """The address of a database that these statements make."""
    url = f"sqlite:///{folder / 'old.sqlite'}"
    with closing(sa.create_engine(url).raw_connection()) as connection:
        connection.cursor().executescript(script)
    return url


def shape(url: str) -> dict[str, object]:
    """Tables with their columns, keys, indexes and triggers."""
    engine = sa.create_engine(url)
    seen = sa.inspect(engine)
    with engine.connect() as db:
        written = db.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
        )
        found: dict[str, object] = {
            str(name): " ".join(str(text).replace("IF NOT EXISTS ", "").split()) for name, text in written
        }
    for table in seen.get_table_names():
        columns = [{**column, "type": str(column["type"])} for column in seen.get_columns(table)]
        rest = (seen.get_foreign_keys, seen.get_unique_constraints, seen.get_pk_constraint)
        found[table] = [columns, *(str(ask(table)) for ask in rest)]
    engine.dispose()
    return found


@pytest.mark.parametrize(("revisions", "script"), [(LEDGER, FIRST_LEDGER), (LEDGER, MARKING), (AUDIT, EVENT)])
def test_migrations_make_the_tables_that_a_new_home_gets(
    tmp_path: Path, revisions: Revisions, script: str
) -> None:
    new, old = f"sqlite:///{tmp_path / 'new.sqlite'}", made(tmp_path, script)
    upgrade(new, revisions)

    changed = upgrade(old, revisions)

    assert changed == ("0000", revisions.head)
    assert {**shape(old), "alembic_version": None} == {**shape(new), "alembic_version": None}


@pytest.mark.parametrize("script", [FIRST_LEDGER, FIRST_LEDGER + STAMP.format(revision="0001")])
def test_a_home_of_the_first_revision_is_refused_then_upgraded_then_opens(
    tmp_path: Path, script: str
) -> None:
    url = made(tmp_path, script)

    with pytest.raises(StoreUnavailable, match=rf"revision 000[01], .* uses {LEDGER.head}.*Run `inter"):
        Ledger(url)
    changed = upgrade(url, LEDGER)
    ledger = Ledger(url)
    again = upgrade(url, LEDGER)

    assert (changed[1], again) == (LEDGER.head, (LEDGER.head, LEDGER.head))
    assert [(row.id, row.source, row.state) for row in ledger.loads()] == [(1, "people", "committed")]
    assert ledger.audiences() == []
    assert ledger.versions() == {"lake": 1, "ontology": 1}
    assert ledger.start_load(source="people", delivery="full", edition=None, spec_sha256="", at=9) == 2


def test_a_home_with_a_later_schema_addition_keeps_what_it_holds(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'audit.sqlite'}"
    log = AuditLog(url)
    log.record(at="t", principal="ada", operation="consultation", purpose="analysis", reason="r", params={})
    log.close()

    upgrade(url, AUDIT)
    reopened = AuditLog(url)

    assert [event.principal for event in reopened.events()] == ["ada"]
    assert reopened.problems() == []


@pytest.mark.parametrize(("opened", "revisions"), [(Ledger, LEDGER), (AuditLog, AUDIT)])
def test_a_home_of_a_newer_version_is_refused_and_left_alone(
    tmp_path: Path, opened: type[Ledger | AuditLog], revisions: Revisions
) -> None:
    url = made(tmp_path, STAMP.format(revision="0099"))
    before = (tmp_path / "old.sqlite").read_bytes()

    with pytest.raises(StoreUnavailable, match=r"0099, made by a newer interlink.*Install the newer version"):
        opened(url)
    with pytest.raises(StoreUnavailable, match="made by a newer interlink"):
        upgrade(url, revisions)

    assert shape(url).keys() == {"alembic_version"}
    assert before[:16] == (tmp_path / "old.sqlite").read_bytes()[:16]


@pytest.mark.parametrize(("number", "said"), [(2, "a newer interlink"), (0, "Run `interlink upgrade`")])
def test_a_lake_of_another_version_is_refused(tmp_path: Path, number: int, said: str) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    Ledger(url).close()
    with sa.create_engine(url).begin() as db:
        db.exec_driver_sql(f"UPDATE version SET number = {number} WHERE store = 'lake'")

    with pytest.raises(StoreUnavailable, match=rf"home's lake is of version {number}.*{said}"):
        Ledger(url)


def test_an_upgrade_that_fails_leaves_the_old_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The name of the new table is taken by a view: 0002 fails after 0001 was run.
    url = made(tmp_path, FIRST_LEDGER + "CREATE VIEW version AS SELECT 1;")
    before = shape(url)

    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        upgrade(url, LEDGER)

    assert shape(url) == before
