"""Queries of analysts' own, whose favourites which are, and what each principal ran."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from interlink.errors import ChangedMeanwhile
from interlink.ledger.store import Ledger, new_id
from interlink.ledger.tables import query_favourite, query_run, query_version

__all__ = ["MOST_RUNS", "OwnQueries", "QueryRow", "QueryRunRow"]

# So many runs of a principal are kept: the history is for going back, the audit log for looking up.
MOST_RUNS = 500
TIDY_EVERY = 50


@dataclass(frozen=True)
class QueryRow:
    """A version of a query that `author` saved; `saved_at` is microseconds since 1970 UTC."""

    author: str
    query: str
    version: int
    shared: bool
    saved_at: int
    text: str

    @property
    def title(self) -> str:
        """What its first line says."""
        return self.text.partition("\n")[0].removeprefix("//").strip()


@dataclass(frozen=True)
class QueryRunRow:
    """A run of a saved query, of the version with this digest; `event` is its number in the audit log.

    `at` is microseconds since 1970 UTC; `rows` is None where there were more than are counted.
    """

    query: str
    sha256: str
    at: int
    event: int
    rows: int | None


class OwnQueries:
    """The functions over the rows; all raise StoreUnavailable where the ledger cannot be used."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def save(self, author: str, query: str, *, text: str, shared: bool, at: int) -> QueryRow:
        """The new version of an author's query; the last one where it says just this.

        Raises
        ------
        ChangedMeanwhile   it is to be shared, and somebody else shares one of this id
        """
        with self._ledger.writing() as db:
            if shared and any(row.shared and row.author != author for row in _latest(db, query)):
                raise ChangedMeanwhile(
                    f"somebody else shares a query '{query}' already. Give this one another id, or keep it"
                    " private."
                )
            known = _versions(db, author, query)
            if known and (known[0].text, known[0].shared) == (text, shared):
                return known[0]
            version = known[0].version + 1 if known else 1
            row = QueryRow(author, query, version, shared, at, text)
            db.execute(sa.insert(query_version).values(**vars(row)))
            return row

    def seen_by(self, principal: str, query: str | None = None) -> tuple[list[QueryRow], list[QueryRow]]:
        """The last versions of the principal's own queries and of those that others share, in order of id.

        With `query` of those that have this id, which nobody else's long list makes slower.
        """
        with self._ledger.reading() as db:
            rows = _latest(db, query)
        own = [row for row in rows if row.author == principal]
        return own, [row for row in rows if row.shared and row.author != principal]

    def versions(self, author: str, query: str) -> list[QueryRow]:
        """Every version of an author's query, the last one first; none where there is no such query."""
        with self._ledger.reading() as db:
            return _versions(db, author, query)

    def remove(self, author: str, query: str) -> bool:
        """Removes an author's query with all its versions; whether there was one."""
        where = (query_version.c.author == author) & (query_version.c.query == query)
        with self._ledger.writing() as db:
            return bool(db.execute(sa.delete(query_version).where(where)).rowcount)

    def favourites(self, principal: str) -> frozenset[str]:
        """The ids that the principal likes, also of queries that are there no more."""
        query = sa.select(query_favourite.c.query).where(query_favourite.c.principal == principal)
        with self._ledger.reading() as db:
            return frozenset(db.execute(query).scalars())

    def favour(self, principal: str, query: str, on: bool) -> None:
        """Says whether a principal likes a query."""
        columns = query_favourite.c
        with self._ledger.writing() as db:
            ours = (columns.principal == principal) & (columns.query == query)
            db.execute(sa.delete(query_favourite).where(ours))
            if on:
                db.execute(sa.insert(query_favourite).values(principal=principal, query=query))

    def add_run(self, principal: str, run: QueryRunRow) -> None:
        """Notes a run, and every now and then lets go of the principal's oldest beyond the last 500."""
        ours = query_run.c.principal == principal
        with self._ledger.writing() as db:
            number = new_id(db.execute(sa.insert(query_run).values(principal=principal, **vars(run))))
            if number % TIDY_EVERY:
                return
            numbers = sa.select(query_run.c.id).where(ours).order_by(query_run.c.id.desc())
            kept = db.execute(numbers.limit(MOST_RUNS)).scalars().all()
            db.execute(sa.delete(query_run).where(ours, query_run.c.id < kept[-1]))

    def runs(self, principal: str, newest: int) -> list[QueryRunRow]:
        """The principal's newest runs, the last one first, at most 500."""
        columns = [query_run.c[name] for name in QueryRunRow.__dataclass_fields__]
        query = sa.select(*columns).where(query_run.c.principal == principal)
        with self._ledger.reading() as db:
            rows = db.execute(query.order_by(query_run.c.id.desc()).limit(min(newest, MOST_RUNS))).mappings()
            return [QueryRunRow(**row) for row in rows]


def _versions(db: sa.Connection, author: str, query: str) -> list[QueryRow]:
    found = sa.select(query_version).where(query_version.c.author == author, query_version.c.query == query)
    rows = db.execute(found.order_by(query_version.c.version.desc())).mappings()
    return [QueryRow(**row) for row in rows]


def _latest(db: sa.Connection, query: str | None) -> list[QueryRow]:
    """The last version of each query of each author, in order of id; with `query` of those of this id."""
    if query is not None:
        of_id = sa.select(query_version).where(query_version.c.query == query)
        rows = db.execute(of_id.order_by(query_version.c.author, query_version.c.version)).mappings()
        return list({row["author"]: QueryRow(**row) for row in rows}.values())
    key = (query_version.c.author, query_version.c.query)
    last = sa.select(*key, sa.func.max(query_version.c.version).label("version")).group_by(*key).subquery()
    both = sa.and_(*(query_version.c[name] == last.c[name] for name in ("author", "query", "version")))
    found = sa.select(query_version).join(last, both).order_by(query_version.c.query, query_version.c.author)
    return [QueryRow(**row) for row in db.execute(found).mappings()]
