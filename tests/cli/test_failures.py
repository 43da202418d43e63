"""What a person sees when something is wrong: words, exit code 1, and nothing half-visible."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import interlink

ROOT = Path(__file__).resolve().parents[2]
HARBOUR = ROOT / "sample_graphs" / "harbour"


def test_a_file_of_another_source_is_refused_by_name(tmp_path: Path) -> None:
    done = interlink(tmp_path, "load", "register", str(HARBOUR / "manifest.csv"))

    assert (done.returncode, done.stdout) == (1, "")
    assert "manifest.csv is not what source register expects" in done.stderr
    assert "Name the right source or the right file" in done.stderr


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    done = interlink(tmp_path, "load", "un_sc", "gone.xml")

    assert done.returncode == 1
    assert done.stderr.strip() == "error: load un_sc: no such file: gone.xml. Check the path."


def test_an_unknown_source_gets_the_nearest_name(tmp_path: Path) -> None:
    done = interlink(tmp_path, "load", "regster", "x.csv")

    assert done.returncode == 1
    assert "no source is called 'regster'" in done.stderr
    assert "Did you mean 'register'?" in done.stderr


def test_truncated_xml_says_where_and_loads_nothing(tmp_path: Path) -> None:
    file = tmp_path / "list.xml"
    file.write_text("<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>", encoding="utf-8")
    done = interlink(tmp_path / "home", "load", "un_sc", str(file))
    listed = interlink(tmp_path / "home", "search", "1", "--format", "json")

    assert done.returncode == 1
    assert "list.xml: line 1, column" in done.stderr
    assert "damaged, cut short or not XML" in done.stderr
    assert listed.stdout.strip() == "[]"


def test_a_wrong_encoding_names_byte_and_line(tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_bytes(
        "caller,callee,started_at,duration_s\n+31612345678,+31612345679,café,1\n".encode("latin-1")
    )
    done = interlink(tmp_path / "home", "load", "call_records", str(file))

    assert done.returncode == 1
    assert "byte 0xE9" in done.stderr
    assert "line 2" in done.stderr


def test_a_wrong_source_file_reports_every_problem(tmp_path: Path) -> None:
    (tmp_path / "feed.yaml").write_text(
        "source: feed\ntitle: Feed\npublisher: {name: X}\nlicence: none\n"
        "delivery: full\nfile: {format: cvs}\n"
        "entities:\n  one: {schema: Persn, key: [a], properties: {nmae: a}}\n",
        encoding="utf-8",
    )
    done = interlink(tmp_path, "sources", "check", str(tmp_path / "feed.yaml"))

    assert done.returncode == 1
    assert "Did you mean 'csv'?" in done.stderr
    assert "Did you mean 'Person'?" in done.stderr


def test_a_purpose_that_is_not_on_the_list_is_refused(tmp_path: Path) -> None:
    done = interlink(tmp_path, "search", "x", "--purpose", "curiosity")

    assert done.returncode == 1
    assert "'curiosity' is not a purpose" in done.stderr


def test_purpose_and_reason_are_asked_when_the_defaults_are_switched_off(tmp_path: Path) -> None:
    done = interlink(tmp_path, "search", "x", INTERLINK_PURPOSE="", INTERLINK_REASON="")

    assert done.returncode == 1
    assert "say purpose and reason first" in done.stderr


def test_a_load_while_the_graph_is_down_is_committed_and_reaches_the_graph_later(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "graph").write_text("in the way", encoding="utf-8")
    down = interlink(home, "load", "call_records", str(HARBOUR / "call_records.csv"), "--format", "json")
    (home / "graph").unlink()
    try:
        counted = interlink(
            home, "graph", "cypher", "MATCH ()-[r:CALLED]->() RETURN count(r) AS calls", "--format", "csv"
        )
    finally:
        interlink(home, "graph", "stop")

    assert down.returncode == 0
    assert '"graph": "not yet' in down.stdout
    assert counted.stdout == "calls\n1168\n"


@pytest.mark.parametrize("name", ["INTERLINK_HOM", "INTERLINK_GRAPH_URL"])
def test_a_misspelt_setting_is_refused(tmp_path: Path, name: str) -> None:
    done = interlink(tmp_path, "loads", "list", **{name: "x"})

    assert done.returncode == 1
    assert f"{name} is not a setting. Did you mean" in done.stderr


def test_nobody_is_taken_for_somebody_else(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text(
        "company_number,company_name,jurisdiction,incorporated_on,status,address,city,country,role,party_type,"
        "party_id,party_name,birth_date,nationality,share_percent,since,until\n"
        "NL-1,Haven BV,NL,2020-01-31,active,Kade 1,Rotterdam,NL,owner,person,NL-P1,Ana Haven,,NL,100,,\n",
        encoding="utf-8",
    )
    interlink(tmp_path / "home", "load", "register", str(file))
    near = interlink(tmp_path / "home", "show", "Anna Havn")
    whole = interlink(tmp_path / "home", "show", "ana haven")
    interlink(tmp_path / "home", "graph", "stop")

    assert near.returncode == 1
    assert "'Anna Havn' may mean Ana Haven" in near.stderr
    assert whole.returncode == 0
    assert "Ana Haven (Person" in whole.stderr


def test_an_archived_file_that_was_changed_is_not_shown(tmp_path: Path) -> None:
    home = tmp_path / "home"
    interlink(home, "load", "notices", str(HARBOUR / "notices.json"))
    (archived,) = (path for path in (home / "archive").rglob("*") if path.is_file())
    archived.chmod(0o600)
    archived.write_bytes(archived.read_bytes().replace(b"NERANTZI", b"SOMEBODY"))
    changed = interlink(home, "show", "FOTIS NERANTZI", "--records")
    archived.unlink()
    gone = interlink(home, "show", "FOTIS NERANTZI", "--format", "json")
    interlink(home, "graph", "stop")

    assert changed.returncode == 1
    assert "is not what was received" in changed.stderr
    assert "SOMEBODY" not in changed.stdout
    assert gone.returncode == 0


def test_a_home_is_its_owners_alone(tmp_path: Path) -> None:
    interlink(tmp_path / "home", "loads", "list")

    assert (tmp_path / "home").stat().st_mode & 0o077 == 0
