"""`python -m interlink.queries.docs` prints docs/queries.md: every shipped query and what it asks."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from interlink.queries.catalog import find_query, query_files
from interlink.queries.header import FAMILIES
from interlink.queries.query_file import Query

__all__ = ["COMMAND", "render_query_docs"]

COMMAND = "python -m interlink.queries.docs > docs/queries.md"

HEAD = """# Saved queries

A question to the graph is a file of plain Cypher, `cypher/FAMILY/NAME.cypher`, that any editor or Neo4j tool runs
unchanged. Each gives the same rows in the embedded store and in Neo4j; tests run every one in both. Files of your own are
read from the folder that `INTERLINK_QUERIES` names, else from `cypher` in the home, and go before a shipped one of the
same id. This page is written by `python -m interlink.queries.docs > docs/queries.md`.

```
interlink query list --family ownership
interlink query show ownership/effective-owners
interlink query run ownership/shared-address --param least=3
```

`list` takes `--tag`, `--family` and `--text`; `show` prints the Cypher ready to paste; `run` takes `--format
table|csv|json|graph`, and an entity by its id or its name. A parameter that is missing, not declared or of another type is
refused before anything is sent. Whoever may run analytics may run a saved query: it reads the graph of an audience that
they belong to, as a user of the store who cannot write, and the audit log says which version of it ran and of whom. It
is stopped at its time limit, and says how many rows of how many it shows; a Ctrl-C, or Cancel on the screen Queries, ends
it in the store at once. The graph stands as it is now: a query with `--as-of` is refused.

## Your own

```
interlink query import who-calls.cypher
interlink query run communications/who-calls --compare
interlink query schedule communications/who-calls "every 6 hours" --param least_s=60
interlink query due
interlink query history
```

`import` saves a file in the ledger, for yourself or with `--shared` for all who may run queries; it needs the right to
run Cypher, since whoever saves a query decides what is asked. It is checked like a file (below). Each save is a version
(`query versions`, `query show --version`), shared as the last one was unless `--shared` or `--private` says otherwise;
others read the versions that were shared. To them a query whose last version is private does not exist. Yours go before
files of the same id, files before what others share, and no file's id can be shared. `export` writes files back,
`forget` removes a query with its versions; the log keeps the text of what ran. `favourite` marks a query of anybody's,
for you alone.

`--compare` shows the rows that are new, changed or gone since you last compared the same version with the same
parameters, by the columns of its `key`. For that the ledger keeps hashes of the rows, and their keys until the next run
or until anything is erased; then how many rows are gone is told, and not which. Nobody else sees what you compare.
`query due` compares what you scheduled, with your rights of that moment, for cron and its like: exit code 1 where one
failed. A query that its author forgot fails each time until `query unwatch` ends that. `history` lists your last 500
runs; of whom they asked is read from the audit log, and erased with it.

A query whose columns are `source` and `target`, or a `link`, gives analytics their network; `--part` says which column
is which:

```
interlink analyze run centrality --query communications/who-calls --part source=caller --part target=callee
```
"""  # noqa: E501

WRITING = """## Write one

The first line is the title. The other lines that begin with `//` before the statement are TOML:

```
// Companies that began this year
// id = "ownership/new-companies"
// asks = "Which companies were founded since a day?"
// returns = "table"
// key = ["company"]
// interactive = true
// tags = ["ownership", "age"]
// typology = "Companies founded for one deal"
// references = ["FATF and Egmont Group, Concealment of Beneficial Ownership (2018)"]
// reviewed = 2026-11-28
// params.since = {type = "date", label = "Since", default = "2026-01-01"}
// columns.company = "entity"
// columns.name = "text"
// columns.founded = "date"
// example.graph = "holdings"
// example.params = {since = "2018-01-01"}
// example.row = {name = "Asterveld Ltd", founded = "2018-09-10"}
MATCH (company:Company)
WHERE company.incorporated_on >= $since
RETURN company.id AS company, company.caption AS name, company.incorporated_on AS founded
ORDER BY founded DESC, company
```

| Field | Says |
|---|---|
| `id` | folder and name of the file |
| `asks` | the question, as an analyst would put it |
| `returns` | `table`, `graph` (nodes or links among its columns), `path` (a path among them), or `value` (one row) |
| `columns` | each name that RETURN gives, in its order, and its kind: `entity`, `entities` (ids), `text`, `texts`, `integer`, `number`, `date`, `time`, `boolean`, `country`, `node`, `nodes`, `link`, `links`, `path` |
| `key` | the columns that no two rows have alike; ORDER BY names each of them |
| `interactive` | nineteen times of twenty it answers within a second on a medium world |
| `params` | each parameter: `type` (`entity`, `entities`, `text`, `texts`, `integer`, `number`, `date`, `time`, `boolean`, `country`), `label`, `help`, `default` (required without one), `min`, `max`, `choices` |
| `tags`, `typology`, `references`, `reviewed` | by what it is found, which conduct it looks for, where that is described, when it was last read |
| `example` | a sample graph (a folder of `sample_graphs/`), parameters, and a row found there; columns may be left out |

Dates are texts, `2026-03-01` or, where no more is known, `2026-03`; times are datetimes, and a parameter of type `time` is
the text that `datetime($since)` reads.

Refused, because the stores differ in it or because it would not end:

- what writes, calls a procedure or a function of a library, or asks the server;
- `*` without an upper bound or with one over 20, `+` and `{1,}` after a path: write `*1..6`;
- `SHORTEST`: write `shortestPath()` or `allShortestPaths()`;
- `collect()` unless the clause before it is a WITH with ORDER BY; LIMIT or SKIP without ORDER BY; UNION that is not in
  `CALL { ... }`;
- an aggregate before IS NULL: name it in a WITH first;
- `avg()`, `stDev()` and `percentileCont()` where nothing is rounded: their last digits differ; `round()` to digits: write
  `round(x * 100) / 100.0`;
- a list of what a pattern finds, `[(a)-->(b) | b.id]`, other than in `size()`: write `COLLECT { MATCH ... ORDER BY ... }`;
- `labels(n)` other than in `[label IN labels(n) WHERE ...]`, and `keys()`: their order differs;
- `shortestPath()` whose ends nothing tells apart: write `WHERE a.id <> b.id` before it;
- a duration before or after `<` and `>`; a time joined to a text; a text function of a property with several values, such as
  `toUpper(n.country)`, and `reverse()` of one; `split()` at several texts;
- `exists()`, `LET`, `FILTER`, and `1_000` for 1000;
- `id()`, `elementId()`, `toString()`, and what is different each time: `rand()`, `date()`, `datetime()`;
- a function in backticks; a character that is not seen, such as a control or one that turns the direction of writing, and
  the escape `\\u`; more than 50,000 characters, or brackets more than 50 deep;
- a label, type or property that [the model](model.md) has not; a word that nothing binds, such as a mistyped variable; a
  parameter or column that the header does not declare.

Three things differ that no check sees: round what `sum()` adds up of numbers with digits; ask for `b <> 0` before `a / b`;
and `trim()` a text before `toInteger()` and `toBoolean()`.

To add a query to interlink, put its file into `cypher/` and, where no sample graph has a row for it, a file of invented
records named after its source into a new folder of `sample_graphs/`; then `python -m pytest tests/queries -k NAME` tries
it in both stores.
"""  # noqa: E501


def render_query_docs() -> str:
    """The text of docs/queries.md."""
    found = [find_query(id_) for id_ in query_files()]
    sections = [HEAD]
    for family, title in FAMILIES.items():
        queries = [query for query in found if query.family == family]
        if queries:
            sections += [f"## {title}\n", *(line for query in queries for line in _entry(query))]
    return "\n".join([*sections, WRITING])


def _entry(query: Query) -> Iterator[str]:
    yield f"### `{query.id}`\n"
    yield f"{query.title}. {query.header.asks}\n"
    for name, each in query.header.params.items():
        default = "" if each.default is None else f", {each.default} where not given"
        words = f"{each.label}. {each.help}" if each.help else each.label
        yield f"- `{name}` ({each.type}{default}): {words}"
    if query.header.params:
        yield ""
    yield f"Gives {', '.join(f'`{name}`' for name in query.header.columns)}.\n"


if __name__ == "__main__":
    sys.stdout.write(render_query_docs())
