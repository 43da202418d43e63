"""No command tells what a marking hides: each that looks is run with tokens of people of several agencies.

Most run in this process, which saves two seconds each; some in a process of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from random import Random

import pytest
from judging import draw_target
from rules import PURPOSES, Person, may
from secrets_sown import FIRST
from sown_home import REASON, Sown
from truth import Fragment, Seen
from typer.testing import CliRunner

from command_line import interlink
from command_names import commands
from interlink.cli import cli
from interlink.errors import InterlinkError
from proving import PROOF, SEED, TALLY

ROUNDS = 25 if PROOF else 1
PROCESSES = 30 if PROOF else 2

Arguments = Callable[[Fragment, Seen, Random], list[str]]


def word_of(said: Fragment, seen: Seen, rng: Random) -> str:
    return FIRST + rng.choice(sorted(said.words or {"none"}))


def link_of(said: Fragment, seen: Seen, rng: Random) -> str:
    links = [each for each in seen.truth.by_mark[said.mark] if each.ends]
    chosen = rng.choice(links)
    source, target = chosen.ends
    return f"{seen.truth.ontology.get(chosen.schema).graph_name}:{source}>{target}"


def some(seen: Seen, rng: Random) -> str:
    return rng.choice(sorted(seen.entities) or ["nothing"])


# The right that a command needs, and how it is asked for what a fragment says.
LOOKING: Mapping[str, tuple[str, Arguments]] = {
    "search": ("consult", lambda said, seen, rng: [word_of(said, seen, rng), "--limit", "1000"]),
    "show": (
        "consult",
        lambda said, seen, rng: [
            rng.choice((said.id, word_of(said, seen, rng), link_of(said, seen, rng))),
            *rng.choice(([], ["--records"], ["--format", "json"])),
        ],
    ),
    "path": ("combine", lambda said, seen, rng: [some(seen, rng), said.id, "--format", "json"]),
    "analyze run": (
        "combine",
        lambda said, seen, rng: [
            rng.choice(("centrality", "communities")),
            "--nodes=Person,Phone,Company",
            "--links=CALLS_TOTAL,USES,OWNS,DIRECTS",
            *rng.choice((["--format=json"], ["--top=5"], ["--evidence=0"])),
        ],
    ),
    "analyze compare": (
        "consult",
        lambda said, seen, rng: [str(rng.randrange(1, 5)), str(rng.randrange(1, 5))],
    ),
    "analyze findings": ("consult", lambda said, seen, rng: ["--format=json"]),
    "analyze forget": ("combine", lambda said, seen, rng: [str(rng.randrange(10, 1000))]),
    "analyze open": ("consult", lambda said, seen, rng: [str(rng.randrange(1, 5))]),
    "graph cypher": (
        "none",
        lambda said, seen, rng: ["MATCH (n {id: $id}) RETURN n", "--param", f"id={said.id}"],
    ),
    "query due": ("combine", lambda said, seen, rng: ["--format=json"]),
    "query history": ("combine", lambda said, seen, rng: ["--format=json"]),
    "query run": (
        "none",
        lambda said, seen, rng: ["ownership/effective-owners", "--param", f"company={said.id}"],
    ),
    "query watched": ("combine", lambda said, seen, rng: ["--format=json"]),
    "loads list": ("collect", lambda said, seen, rng: ["--format=json"]),
    "loads show": ("collect", lambda said, seen, rng: [str(said.load)]),
    "loads due": ("collect", lambda said, seen, rng: []),
    "loads runs": ("collect", lambda said, seen, rng: []),
    "loads status": ("collect", lambda said, seen, rng: []),
    "loads quarantine": ("collect", lambda said, seen, rng: [str(said.load)]),
    "sources list": ("collect", lambda said, seen, rng: []),
    "sources show": ("collect", lambda said, seen, rng: ["register"]),
    "principals list": ("administer", lambda said, seen, rng: []),
    "roles list": ("administer", lambda said, seen, rng: []),
    "tokens list": ("administer", lambda said, seen, rng: []),
}
SHOW_NO_RECORD: Mapping[str, str] = {
    "analyze from-graph": "takes a finding of one's own from a graph, for those who maintain it",
    "analyze list": "the analytics there are",
    "analyze show": "an analytic's parameters",
    "analyze to-graph": "writes a finding to a graph, for those who maintain it",
    "app": "starts the explorer; what its screens show is asked of the same doors",
    "audit accept": "refuses while nothing is broken",
    "audit export": "the log as it is kept, sealed, for auditors",
    "audit list": "what others asked for, for auditors; see doors.py",
    "audit verify": "whether the log is whole",
    "backup": "copies the home whole, for those who maintain it",
    "demo": "loads the sample world into a home that holds nothing else",
    "graph audience add": "changes for whom graphs are built",
    "graph audience list": "for whom graphs are built",
    "graph audience remove": "changes for whom graphs are built",
    "graph rebuild": "how large the graph is, for those who maintain it",
    "graph start": "starts a store",
    "graph status": "how large the graph is, for those who maintain it",
    "graph stop": "stops a store",
    "load": "what the one who loads brings along",
    "loads derive": "how much followed from loads, for those who load",
    "loads retry": "what was delivered, once more",
    "loads run": "what has come for the one who loads",
    "principals add": "changes who may ask",
    "principals change": "changes who may ask",
    "principals recover": "for whoever owns the home's files",
    "query export": "saved queries, for whom each is meant; see doors.py",
    "query favourite": "says which saved query one likes",
    "query forget": "removes a query of one's own",
    "query import": "saves a file that is given to it",
    "query list": "as query export",
    "query schedule": "says when a query of one's own choice runs",
    "query show": "as query export",
    "query unwatch": "ends what one compares",
    "query versions": "as query export",
    "restore": "for whoever owns the home's files",
    "roles change": "changes who is asked for purpose and reason",
    "sources check": "a file that is given to it",
    "sources new": "a file that is given to it; it opens no home",
    "tokens make": "a token",
    "tokens revoke": "a token",
    "upgrade": "for whoever owns the home's files",
    "world make": "writes a generated world; it opens no home",
    "world score": "a generated world's own files; it opens no home",
}


def test_every_command_is_tried_or_has_a_reason_why_not() -> None:
    assert sorted(commands(cli)) == sorted({**LOOKING, **SHOW_NO_RECORD}), (
        "the proof does not know this command: write here how it is tried, or why it shows no record"
    )


@pytest.mark.parametrize("name", sorted(LOOKING))
def test_a_command_tells_nothing_that_is_hidden(sown: Sown, name: str) -> None:
    for number in range(ROUNDS):
        rng = Random(f"{SEED}/{name} {number}")
        judge_command(sown, name, rng, run_here)


def test_commands_in_processes_of_their_own_tell_nothing_that_is_hidden(sown: Sown) -> None:
    for number in range(PROCESSES):
        rng = Random(f"{SEED}/process {number}")
        judge_command(sown, rng.choice(("search", "show", "path")), rng, run_apart)


Run = Callable[[Sown, Person, str, list[str]], tuple[bool, str]]


def judge_command(sown: Sown, name: str, rng: Random, run: Run) -> None:
    """Runs the command for somebody and judges what it printed against every marking."""
    right, arguments = LOOKING[name]
    person, purpose = rng.choice(sown.people), rng.choice(PURPOSES)
    marks, last = sown.marks_of(person, purpose), max(sown.truth.committed_at)
    seen = sown.seen(marks, last)
    target = draw_target(sown, marks, rng)
    said = rng.choice([each for each in sown.truth.by_mark[target.number] if not each.ends and each.words])
    given = arguments(said, seen, rng)
    succeeded, text = run(sown, person, purpose, [*name.split(), *given])
    told = text
    if not succeeded:
        # An error repeats what was asked.
        for each in given:
            told = told.replace(each, "…").replace(each.partition("=")[2] or each, "…")
    leaks = sown.truth.betrayed(told, marks, last)
    counts = TALLY.setdefault(f"command {name}", Counter())
    counts.update(
        {
            "calls": 1,
            "cases": len(sown.truth.marks),
            "of a hidden marking": len(sown.truth.marks) - len(marks),
            "leaks": len(leaks),
            "missing": 0,
        }
    )

    who = f"{name} {given} for {person} for {purpose}"
    assert leaks == {}, f"{who}: {text[:2000]}"
    assert may(person, right) or not succeeded, f"{who}: answered without the right '{right}'"
    if name == "show" and given[0] == said.id and may(person, right):
        assert succeeded is (said.id in seen.entities), f"{who}: {text[:2000]}"


def environment(sown: Sown, person: Person, purpose: str) -> dict[str, str]:
    """The settings by which the person asks."""
    return {
        "INTERLINK_HOME": str(sown.shared.settings.home),
        "INTERLINK_TOKEN": sown.tokens[person.name],
        "INTERLINK_PURPOSE": purpose,
        "INTERLINK_REASON": REASON,
        "INTERLINK_GRAPH_HEAP": "512m",
    }


def run_here(sown: Sown, person: Person, purpose: str, given: list[str]) -> tuple[bool, str]:
    """Whether the command ended well, and all that it printed."""
    done = CliRunner().invoke(cli, given, env=environment(sown, person, purpose))
    if done.exception is not None and not isinstance(done.exception, InterlinkError | SystemExit):
        raise done.exception
    said = str(done.exception) if isinstance(done.exception, InterlinkError) else ""
    return done.exit_code == 0, f"{done.output}\n{said}"


def run_apart(sown: Sown, person: Person, purpose: str, given: list[str]) -> tuple[bool, str]:
    """The same in a process of its own."""
    done = interlink(sown.shared.settings.home, *given, **environment(sown, person, purpose))
    return done.returncode == 0, f"{done.stdout}\n{done.stderr}"
