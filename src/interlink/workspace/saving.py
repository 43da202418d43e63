"""Saved queries: the shipped files, and those that analysts write themselves, private or shared."""

from __future__ import annotations

from contextlib import suppress

from interlink.access.principals import Principal
from interlink.access.view import View
from interlink.errors import QueryError, UnknownName, nearest
from interlink.ledger.queries import OwnQueries, QueryRow
from interlink.model.moments import micros
from interlink.queries.catalog import find_query, matching, query_files
from interlink.queries.query_file import Query, parse_query
from interlink.workspace.graphs import Graphs

__all__ = ["Saving"]


class Saving(Graphs):
    """The doors of those who write queries of their own.

    One that is private is there for its author alone, one that is shared for all who may run queries. An
    author's own goes before a file of the same id, and a file before what others share.
    """

    def queries(
        self,
        *,
        tag: str | None = None,
        family: str | None = None,
        text: str | None = None,
        view: View | None = None,
    ) -> tuple[list[Query], list[str]]:
        """The saved queries with a tag, in a family, with all words of a text; and what is wrong in some."""
        saved = self._saved(self._asking(view))
        return matching(self.settings.own_queries, saved, tag=tag, family=family, text=text)

    def query(self, id_: str, *, view: View | None = None) -> Query:
        """The saved query of this id; of one that somebody saved, `saved` says who and when.

        Raises
        ------
        UnknownName, SpecError   there is none for whoever asks, or it is wrong
        """
        return self._query_of(id_, self._asking(view))

    def save_query(self, text: str, *, shared: bool = False, view: View | None = None) -> QueryRow:
        """A new version of a query of one's own; the last one where it says just this.

        It is called as its header says, and checked like a file. Whoever saves one decides what is asked of
        the graph, by themselves and if shared by others: it needs the right to run Cypher.

        Raises
        ------
        SpecError          every problem of the text, with its line
        QueryError         it is to be shared, and a file has this id
        ChangedMeanwhile   it is to be shared, and somebody else shares one of this id
        """
        query = parse_query(text, "query")
        said: dict[str, object] = {"what": "save query", "query": query.id, "sha256": query.digest}
        author = self._act("cypher", "collection", {**said, "shared": shared}, view=view).name
        if shared and query.id in query_files(self.settings.own_queries):
            raise QueryError(
                f"'{query.id}' is the id of a file, which others go on reading. Give this one another id to"
                " share it, or keep it private."
            )
        at = micros(self._stores.now())
        return self._own_queries.save(author, query.id, text=text, shared=shared, at=at)

    def own_queries(self, *, view: View | None = None) -> list[QueryRow]:
        """The last versions of the queries that one saved oneself, in order of id."""
        return self._own_queries.seen_by(self._asking(view).name)[0]

    def query_versions(self, id_: str, *, view: View | None = None) -> list[QueryRow]:
        """The versions of a saved query, the last one first; of another's those that were shared.

        Raises
        ------
        UnknownName   none of this id is saved for whoever asks
        """
        asking = self._asking(view)
        row = self._saved_row(id_, asking)
        versions = self._own_queries.versions(row.author, id_)
        return [each for each in versions if each.shared or each.author == asking.name]

    def forget_query(self, id_: str, *, view: View | None = None) -> None:
        """Removes a query of one's own with all its versions, also for those whom it was shared with.

        Raises
        ------
        UnknownName   one has saved none of this id
        """
        said = {"what": "forget query", "query": id_}
        author = self._act("combine", "erasure", said, view=view).name
        own = {row.query for row in self._own_queries.seen_by(author)[0]}
        if not self._own_queries.remove(author, id_):
            raise UnknownName(f"you have saved no query '{id_}'.{nearest(id_, own)}")
        self._watches.remove_query(author, id_)

    def favour_query(self, id_: str, on: bool = True, *, view: View | None = None) -> None:
        """Says whether one likes a query, to find it again.

        Raises
        ------
        UnknownName   there is no such query for whoever asks
        """
        asking = self._asking(view)
        if on:
            self.query(id_, view=view)
        self._own_queries.favour(asking.name, id_, on)

    def favourite_queries(self, *, view: View | None = None) -> frozenset[str]:
        """The ids of the queries that one likes."""
        return self._own_queries.favourites(self._asking(view).name)

    def _asking(self, view: View | None) -> Principal:
        return self.principal if view is None else view.renew()

    def _query_of(self, id_: str, asking: Principal) -> Query:
        with suppress(UnknownName):
            return find_query(id_, self.settings.own_queries, self._saved(asking, id_))
        # for the error, which names the nearest of all
        return find_query(id_, self.settings.own_queries, self._saved(asking))

    def _saved(self, asking: Principal, id_: str | None = None) -> dict[str, QueryRow]:
        """What the ledger has in place of files for whoever asks, and beside them; of all ids, or of one."""
        if not asking.may("combine"):
            return {}
        own, others = self._own_queries.seen_by(asking.name, id_)
        files = query_files(self.settings.own_queries) if others else {}
        beside = {row.query: row for row in others if row.query not in files}
        return beside | {row.query: row for row in own}

    def _saved_row(self, id_: str, asking: Principal) -> QueryRow:
        saved = self._saved(asking)
        if id_ not in saved:
            raise UnknownName(f"no query '{id_}' is saved here; a file has no versions.{nearest(id_, saved)}")
        return saved[id_]

    @property
    def _own_queries(self) -> OwnQueries:
        return OwnQueries(self._ledger)
