"""Saved queries on the command line: listed, shown, run in every format, brought in, compared, due."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import interlink as il
from homes import WHO_CALLS, called_home
from interlink.cli import cli
from interlink.errors import AccessDenied, InterlinkError, QueryError, ReadError, SpecError, UnknownName

WHO = "communications/who-calls"
A, B, C = "phone:+31612345678", "phone:+31612345679", "phone:+31612345680"
SLOW = """\
// How long it takes
// id = "quality/slow"
// asks = "How long does it take?"
// returns = "value"
// tags = ["calls"]
// reviewed = 2026-11-28
// params.most = {type = "integer", label = "So many"}
// columns.found = "integer"
// example.graph = "harbour"
// example.params = {most = 1}
// example.row = {}
MATCH (phone:Phone)
UNWIND range(1, $most) AS a
UNWIND range(1, $most) AS b
WITH phone, a, b
WHERE a * b % 7 = 3
RETURN count(b) AS found
"""


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[il.Workspace]:
    with called_home(tmp_path_factory.mktemp("queries")) as opened:
        opened.save_query(WHO_CALLS)
        opened.save_query(SLOW)
        yield opened


def settings(ws: il.Workspace) -> dict[str, str]:
    return {"INTERLINK_HOME": str(ws.settings.home), "INTERLINK_GRAPH_HEAP": "512m"}


def run(ws: il.Workspace, *given: str, stdin: str | None = None, **more: str) -> Result:
    return CliRunner().invoke(cli, ["query", *given], env={**settings(ws), **more}, input=stdin)


def told(done: Result) -> str:
    assert done.exit_code == 0, f"{done.output}\n{done.exception!r}"
    return done.stdout


def rows(done: Result) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(told(done))
    return found


def refused(done: Result) -> InterlinkError:
    assert isinstance(done.exception, InterlinkError), done.output
    return done.exception


def test_queries_are_listed_by_tag_family_and_text(ws: il.Workspace) -> None:
    listed = rows(run(ws, "list", "--family=communications", "--text=phones others", "--format=json"))
    own = next(row for row in listed if row["query"] == WHO)

    assert own == {
        "query": WHO,
        "title": "Who calls whom",
        "parameters": ["least_s=0"],
        "returns": "graph",
        "tags": ["calls"],
        "saved_by": "local",
        "favourite": False,
    }
    assert {row["saved_by"] for row in listed if row["query"] != WHO} == {""}
    assert rows(run(ws, "list", "--tag=no such", "--format=json")) == []
    nothing = run(ws, "list", "--family=telephony")
    assert nothing.stderr.splitlines()[0] == "No query is like this."
    assert "Families: acts, communications, money," in nothing.stderr
    assert "Tags: accounts, acts, " in nothing.stderr
    assert "query,title,parameters" in told(run(ws, "list", "--format=csv"))
    assert WHO in told(run(ws, "list"))


def test_a_favourite_is_marked_and_listed_alone(ws: il.Workspace) -> None:
    def listed(*given: str) -> list[object]:
        return [row["query"] for row in rows(run(ws, "list", *given, "--format=json")) if row["favourite"]]

    assert run(ws, "favourite", WHO).stderr.strip() == f"{WHO} is a favourite."
    assert listed() == listed("--favourites") == [WHO]
    assert len(rows(run(ws, "list", "--favourites", "--format=json"))) == 1
    assert run(ws, "favourite", WHO, "--off").stderr.strip() == f"{WHO} is no favourite."
    assert listed("--favourites") == []
    assert isinstance(refused(run(ws, "favourite", "money/none")), UnknownName)


def test_a_query_is_shown_ready_to_paste(ws: il.Workspace) -> None:
    shown = run(ws, "show", WHO)

    assert told(shown) == WHO_CALLS
    assert shown.stderr.splitlines() == [
        "Which phones called which others for so long?",
        "--param least_s=...  At least so many seconds (0 without it)",
    ]
    assert told(run(ws, "show", WHO, "--version=1")) == WHO_CALLS
    assert str(refused(run(ws, "show", WHO, "--version=9"))) == f"no version 9 of '{WHO}'; there are 1"


@pytest.mark.parametrize(
    ("fmt", "text"),
    [
        ("csv", f"identifier,name,kind,links,sources\n{B},+31612345679,Phone,4,call_records\n"),
        (
            "table",
            f"identifier          name          kind   links  sources     \n{B}  +31612345679  Phone      4",
        ),
    ],
)
def test_rows_are_written_as_text(ws: il.Workspace, fmt: str, text: str) -> None:
    assert told(run(ws, "run", "quality/orphan-identifiers", f"--format={fmt}")).startswith(text)


def test_rows_are_written_as_json_with_nested_values(ws: il.Workspace) -> None:
    first, second = rows(run(ws, "run", WHO, "--format=json"))

    assert {name: first[name] for name in ("caller", "callee", "seconds")} == {
        "caller": A,
        "callee": B,
        "seconds": 60,
    }
    link = first["link"]
    assert isinstance(link, dict)
    assert (link["type"], link["source"], link["target"]) == ("CALLED", A, B)
    assert link["properties"]["at"].startswith("2026-01-02T10:00:00")
    assert second["caller"] == B


def test_a_graph_is_written_as_its_nodes_and_links(ws: il.Workspace) -> None:
    graph = json.loads(told(run(ws, "run", WHO, "--format=graph")))

    assert graph["nodes"] == [{"id": A}, {"id": B}, {"id": C}]
    assert [(link["type"], link["source"], link["target"]) for link in graph["links"]] == [
        ("CALLED", A, B),
        ("CALLED", B, C),
    ]


def test_it_says_of_how_many_rows_some_are_shown(ws: il.Workspace) -> None:
    cut = run(ws, "run", WHO, "--max-rows=1", "--format=json")

    assert len(rows(cut)) == 1
    assert cut.stderr.strip() == "1 of 2 rows are shown; raise --max-rows or narrow the question."


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--param", "least_s=long"], "least_s: expected a whole number, found 'long'"),
        (["--param", "most=1"], "no parameter is called 'most'; there are least_s."),
        (["--param", "least_s"], "--param least_s: expected name=value"),
    ],
)
def test_a_wrong_parameter_is_refused_before_anything_is_sent(
    ws: il.Workspace, given: list[str], said: str
) -> None:
    before = len(ws.query_history(500))

    assert str(refused(run(ws, "run", WHO, *given))) == said
    assert "most is missing: So many, a whole number." in str(refused(run(ws, "run", "quality/slow")))
    assert len(ws.query_history(500)) == before


def test_an_entity_is_given_by_its_id_or_its_name(ws: il.Workspace) -> None:
    chains = ["run", "communications/contact-chains", "--format=json"]
    by_id = rows(run(ws, *chains, "--param", f"start={A}", "--param", f"end={C}"))

    assert [row["hops"] for row in by_id] == [2]
    assert rows(run(ws, *chains, "--param", "start=+31612345678", "--param", f"end={C}")) == by_id


def test_an_as_of_is_refused_in_words(ws: il.Workspace) -> None:
    assert "the graph as it stands now" in str(refused(run(ws, "run", WHO, "--as-of=2026-01-01")))


def test_a_statement_that_names_what_no_graph_has_says_so_beside_its_empty_answer(ws: il.Workspace) -> None:
    def asked(statement: str) -> list[str]:
        done = CliRunner().invoke(cli, ["graph", "cypher", statement], env=settings(ws))
        assert told(done).strip() == ""
        return done.stderr.splitlines()

    assert asked("MATCH (p:Persn) WHERE p.nmae = 'x' RETURN p.id AS id") == [
        "Nothing found.",
        "no label is called 'Persn'. Did you mean 'Person'?",
        "nothing here has a property 'nmae'. Did you mean 'name'? See docs/model.md",
    ]
    assert asked("MATCH (p:Person {name: 'nobody'}) RETURN p.id AS id") == ["Nothing found."]


def test_a_query_is_stopped_at_its_time_limit(ws: il.Workspace) -> None:
    done = run(ws, "run", "quality/slow", "--param", "most=100000", "--timeout=1")

    assert str(refused(done)) == "stopped after 1.0 s: narrow the question or raise the limit"


def test_a_statement_is_explained_and_not_run(ws: il.Workspace) -> None:
    asked = ["graph", "cypher", "EXPLAIN MATCH (n:Phone) RETURN n.id AS id", "--format=json"]
    done = CliRunner().invoke(cli, asked, env=settings(ws))

    assert rows(done)[-1] == {"plan": "+ FINAL PROJECTION [id]"}


def test_own_queries_come_from_files_and_go_back_as_they_were(ws: il.Workspace, tmp_path: Path) -> None:
    mine = WHO_CALLS.replace(WHO, "communications/mine")
    (tmp_path / "a.cypher").write_text(mine, encoding="utf-8")
    file = tmp_path / "out" / "communications" / "mine.cypher"

    imported = rows(run(ws, "import", str(tmp_path / "a.cypher"), "--format=json"))
    again = rows(run(ws, "import", "-", "--shared", "--format=json", stdin=mine))
    exported = run(ws, "export", "communications/mine", "money/cycles", "--to", str(tmp_path / "out"))
    assert exported.exit_code == 0
    assert file.read_text(encoding="utf-8") == mine
    assert (tmp_path / "out" / "money" / "cycles.cypher").is_file()
    assert (imported, again) == (
        [{"query": "communications/mine", "version": 1, "shared": False}],
        [{"query": "communications/mine", "version": 2, "shared": True}],
    )
    versions = ["versions", "communications/mine", "--format=json"]
    assert [row["shared"] for row in rows(run(ws, *versions))] == [True, False]

    # a new version goes to those who read the last one, unless somebody says otherwise
    changed = mine.replace("Who calls whom", "Who calls whom, and when")
    kept = run(ws, "import", "-", "--format=json", stdin=changed)
    hidden = run(ws, "import", "-", "--private", "--format=json", stdin=mine)
    assert [row["shared"] for done in (kept, hidden) for row in rows(done)] == [True, False]
    assert kept.stderr == ""
    assert hidden.stderr.startswith(
        "communications/mine was shared until now: nobody else reads this version"
    )

    file.write_text("changed", encoding="utf-8")
    assert "is there and says something else" in str(
        refused(run(ws, "export", "communications/mine", "--to", str(tmp_path / "out")))
    )
    assert file.read_text(encoding="utf-8") == "changed"
    assert run(ws, "forget", "communications/mine").stderr == "Query communications/mine is forgotten.\n"
    assert isinstance(refused(run(ws, "show", "communications/mine")), UnknownName)


def test_nothing_is_imported_where_one_file_is_wrong(ws: il.Workspace, tmp_path: Path) -> None:
    (tmp_path / "right.cypher").write_text(WHO_CALLS.replace(WHO, "money/right"), encoding="utf-8")
    (tmp_path / "wrong.cypher").write_text(WHO_CALLS.replace("MATCH", "MERGE"), encoding="utf-8")
    (tmp_path / "latin.cypher").write_bytes("// Größe".encode("latin-1"))
    for name, error, words in (
        ("wrong", SpecError, "wrong.cypher:15: MERGE writes or loads; a saved query only reads"),
        ("latin", SpecError, "latin.cypher: not UTF-8. Save it as UTF-8."),
        ("none", ReadError, "none.cypher: no such file; expected one of Cypher"),
    ):
        found = refused(run(ws, "import", str(tmp_path / "right.cypher"), str(tmp_path / f"{name}.cypher")))
        assert (type(found), words in str(found)) == (error, True)

    assert "money/right" not in [row.query for row in ws.own_queries()]


def test_a_folder_of_ones_own_goes_before_the_shipped_files(ws: il.Workspace, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "money").mkdir(parents=True)
    text = WHO_CALLS.replace(WHO, "money/cycles")
    (own / "money" / "cycles.cypher").write_text(text, encoding="utf-8")
    (own / "money" / "wrong.cypher").write_text("MATCH (n) RETURN n", encoding="utf-8")
    setting = {"INTERLINK_QUERIES": str(own)}
    listed = run(ws, "list", "--family=money", "--format=json", **setting)

    assert told(run(ws, "show", "money/cycles", **setting)) == text
    assert next(row for row in rows(listed) if row["query"] == "money/cycles")["title"] == "Who calls whom"
    assert f"{own / 'money' / 'wrong.cypher'}:1: the first line is no title" in listed.stderr
    assert "which is not a folder. Create it or unset it." in str(
        refused(run(ws, "list", INTERLINK_QUERIES=str(own / "none")))
    )


def test_the_history_lists_what_was_run_of_whom(ws: il.Workspace) -> None:
    run(ws, "run", WHO, "--param", "least_s=7")
    (latest,) = rows(run(ws, "history", "--limit=1", "--format=json"))

    assert {name: latest[name] for name in ("query", "rows", "params")} == {
        "query": WHO,
        "rows": 2,
        "params": {"least_s": 7},
    }


def test_a_query_is_compared_scheduled_and_run_when_it_is_due(ws: il.Workspace) -> None:
    compared = ["run", WHO, "--compare", "--param", "least_s=9", "--format=json"]
    first, second = run(ws, *compared), run(ws, *compared)
    assert (rows(first), rows(second)) == ([], [])
    assert "no run to compare them with" in first.stderr
    assert "Nothing differs from" in second.stderr

    (made,) = rows(run(ws, "schedule", WHO, "every 6 hours", "--param", "least_s=8", "--format=json"))
    due, later = run(ws, "due", "--format=json"), run(ws, "due")
    again = run(ws, *compared[:-1])
    assert [words.partition(" from ")[0] for words in again.output.splitlines()] == ["Nothing differs"]
    watched = rows(run(ws, "watched", "--format=json"))
    assert rows(due) == []
    assert f'{WHO} {{"least_s": 8}}: 2 rows, and no run to compare them with.' in due.stderr
    assert later.stderr.strip() == "Nothing is due."
    assert [(each["params"], each["schedule"]) for each in watched] == [
        ({"least_s": 9}, None),
        ({"least_s": 8}, "every 6 hours"),
    ]
    assert run(ws, "unwatch", str(made["number"])).exit_code == 0
    assert len(rows(run(ws, "watched", "--format=json"))) == 1
    assert isinstance(refused(run(ws, *compared[:-1], "--format=graph")), QueryError)


def test_what_is_due_and_fails_ends_the_command_with_1_and_its_reason(ws: il.Workspace) -> None:
    lost = WHO_CALLS.replace(WHO, "communications/lost")
    ws.save_query(lost)
    lost_number = ws.schedule_query("communications/lost", "every day").number
    ws._own_queries.remove("local", "communications/lost")
    done = run(ws, "due")

    assert str(refused(done)) == "1 of 1 queries failed: communications/lost; see above."
    assert 'communications/lost {"least_s": 0}: this query is not there for you any more' in done.stderr
    assert f"until `interlink query unwatch {lost_number}` ends that." in done.stderr
    ws._watches.remove_query("local", "communications/lost")


def test_an_analytic_begins_with_what_a_saved_query_gives(ws: il.Workspace) -> None:
    def analyze(*given: str) -> Result:
        asked = ["analyze", "run", "centrality", "--param", "resamples=0", *given]
        return CliRunner().invoke(cli, asked, env=settings(ws))

    by_link = analyze("--query", WHO, "--cypher-param", "least_s=60", "--format=json")
    by_ends = analyze("--query", WHO, "--part", "source=caller", "--part", "target=callee", "--format=json")

    assert sorted(str(row["id"]) for row in rows(by_link)) == [A, B, C]
    assert [row["degree"] for row in rows(by_ends)] == [row["degree"] for row in rows(by_link)]
    for given, words in (
        (["--query", WHO, "--cypher", "RETURN 1"], "--cypher beside --query: give one of the two"),
        (["--cypher", "RETURN 1", "--part", "source=a"], "--part is for --query"),
        (["--query", WHO, "--nodes=Phone"], "--nodes beside --cypher or --query: the statement chooses"),
    ):
        assert words in str(refused(analyze(*given)))


def test_who_may_not_run_queries_is_refused(ws: il.Workspace) -> None:
    found = refused(run(ws, "run", WHO, INTERLINK_PURPOSE="leisure"))

    assert isinstance(found, AccessDenied)
