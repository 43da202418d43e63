"""What leaves the platform of what a saved query found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from interlink.access.disclose import Disclosure
from interlink.access.view import View
from interlink.queries import Answer
from interlink.queries.kinds import kinds_read
from interlink.workspace.asking import Asking
from interlink.workspace.reading import Reading

__all__ = ["Answering"]


class Answering(Reading, Asking):
    """The doors of those who hand on what a query found."""

    def disclose_answer(
        self,
        answer: Answer,
        ids: Iterable[str],
        *,
        to: str | None = None,
        permission: str | Mapping[str, str] = "",
        view: View | None = None,
    ) -> Disclosure:
        """What leaves with an answer: the entities that it names, their links, the place of every record.

        A store does not say which records a row was made of: an answer is marked, and may leave, as all that
        this view sees of the kinds that its statement may read.

        Raises
        ------
        QueryError     the permission does not say whose it is
        AccessDenied   something of it may not be passed on; whom to ask for what is said
        """
        door = view or self.view()
        look = door.consult("export check", form="csv", query=answer.query.id)
        kinds = kinds_read(answer.query.text, look.ontology)
        scans = [look.scan(look.ontology.get(name)).select("marking").unique() for name in sorted(kinds)]
        numbers: list[int] = pl.concat(scans).collect()["marking"].to_list() if scans else []
        return self.disclose(
            ids,
            form="csv",
            filters={
                "query": answer.query.id,
                "sha256": answer.query.digest,
                "params": dict(answer.params),
                "rows": len(answer.rows),
            },
            to=to,
            permission=permission,
            derived=look.marking_of(numbers),
            view=door,
        )
