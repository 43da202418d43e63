"""What one reads: search, cards, neighbours, projections and findings, and what leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from interlink.access.card import Card, LinkCard, card, link_card
from interlink.access.disclose import FORMS, Disclosure, What, disclosure
from interlink.access.expand import Neighbourhood, among, neighbourhood
from interlink.access.find import resolve, search
from interlink.access.onward import permission_words, read_permissions
from interlink.access.view import View
from interlink.errors import AccessDenied, UnknownName, nearest
from interlink.model.evidence import Evidence
from interlink.model.marking import Marking
from interlink.workspace.home import Home, Moment

if TYPE_CHECKING:
    from interlink.projection import Projection
    from interlink.projection.lake import KeptProjections
    from interlink.projection.measure import Measure
    from interlink.projection.weigh import Weight

__all__ = ["Reading"]


class Reading(Home):
    """The doors for what sources said; each takes a view, and without one the settings' own."""

    def search(
        self,
        text: str,
        *,
        limit: int = 20,
        schemas: Sequence[str] | None = None,
        with_details: bool = False,
        view: View | None = None,
    ) -> pl.DataFrame:
        """Entities that `text` may mean, best first: id, schema, caption, match, score.

        In any script; also phone, document, IMO and register numbers. With details also dates, countries
        and sources, by which people tell entities of the same name apart.
        """
        door = view or self.view()
        return search(door, text, limit=limit, schemas=schemas, with_details=with_details)

    def known_by(self, view: View) -> bool:
        """Whether the view sees anything that was loaded by the time that it looks from."""
        return view.consult("loads").has_any

    def resolve(self, given: str, *, view: View | None = None) -> str:
        """The id of the entity that a person means by an id or a name; see `interlink.access.find`."""
        return resolve(view or self.view(), given)

    def card(self, entity: str, *, view: View | None = None) -> Card:
        """All that is said about an entity, value by value with its source.

        Raises
        ------
        UnknownEntity   this view has no such entity
        """
        return card((view or self.view()).consult("card", entity=entity), entity)

    def link_card(self, link: str, *, view: View | None = None) -> LinkCard:
        """All that is said about the links of one kind between two entities, by a drawn link's id."""
        return link_card((view or self.view()).consult("link card", link=link), link)

    def expand(
        self,
        ids: Iterable[str],
        *,
        shown: Collection[str] = (),
        links: Collection[str] | None = None,
        schemas: Collection[str] | None = None,
        limit: int = 200,
        view: View | None = None,
    ) -> Neighbourhood:
        """The neighbours of entities and the links between them; see `interlink.access.expand`."""
        centre = list(ids)
        look = (view or self.view()).consult("expand", ids=centre)
        return neighbourhood(look, centre, among=shown, links=links, schemas=schemas, limit=limit)

    def among(self, ids: Iterable[str], *, view: View | None = None) -> Neighbourhood:
        """These entities and every link between two of them."""
        chosen = list(ids)
        return among((view or self.view()).consult("among", ids=chosen), chosen)

    def disclose(
        self,
        what: What,
        *,
        form: str,
        filters: Mapping[str, object] | None = None,
        to: str | None = None,
        permission: str | Mapping[str, str] = "",
        nominal: bool = True,
        derived: Marking | None = None,
        view: View | None = None,
    ) -> Disclosure:
        """What leaves the platform of these entities and the links between them, once that is logged.

        `form`: `csv`, with the place of every record, or `png`, without; UnknownName for another. Of a
        neighbourhood only what it says leaves; `filters` says in the log how it was chosen. `to` is the
        agency that receives it, None whoever takes it away; `permission` is the reference of each
        originator's own, `Customs: letter 7; Police: letter 9` or as a mapping. Not `nominal`, it holds
        counts and neither names nor records. `derived` is the marking of a finding that leaves with them.

        Raises
        ------
        QueryError     the permission does not say whose it is
        AccessDenied   something of it may not be passed on; whom to ask for what is said
        """
        if form not in FORMS:
            raise UnknownName(f"no form '{form}'; expected {', '.join(FORMS)}.{nearest(form, FORMS)}")
        ids = list(what.nodes["id"] if isinstance(what, Neighbourhood) else what)
        given = what if isinstance(what, Neighbourhood) else ids
        permitted = read_permissions(permission)
        chosen: dict[str, object] = {"filters": filters, "to": to, "permission": permission_words(permitted)}
        said: dict[str, object] = {"form": form, "count": len(ids), "ids": ids}
        said |= {name: value for name, value in chosen.items() if value}
        said |= {} if nominal else {"nominal": False}
        door = view or self.view()
        # Made under a look of its own, and given once it is logged: what was refused never reads as sent.
        look = door.consult("export check", form=form, count=len(ids))
        try:
            left = disclosure(
                look,
                given,
                with_records=form == "csv",
                nominal=nominal,
                to=[] if to is None else [to],
                permission=permitted,
                derived=derived,
            )
        except AccessDenied:
            door.disclose("export", refused="onward", **said)
            raise
        door.disclose("export", **said)
        return left

    def evidence(self, fragments: Mapping[str, Sequence[int]], *, view: View | None = None) -> list[Evidence]:
        """The records behind fragments (schema name to `seq` numbers), as received."""
        look = (view or self.view()).consult("evidence", fragments={k: list(v) for k, v in fragments.items()})
        return look.evidence(fragments)

    def project(
        self,
        nodes: Sequence[str] | None = None,
        links: Sequence[str] | None = None,
        *,
        since: Moment | None = None,
        until: Moment | None = None,
        as_of: Moment | None = None,
        weight: Weight = "stated",
        directed: bool = False,
        attributes: Sequence[str] = (),
        view: View | None = None,
    ) -> Projection:
        """Arrays for analytics from the lake; see `interlink.projection.lake.project`.

        The last few are kept in memory for views that may see the same. One that would take more than
        INTERLINK_MEMORY is refused with QueryError.
        """
        # its libraries take half a second to import, which whoever looks something up should not wait for
        from interlink.projection.lake import project  # noqa: PLC0415

        door = view or self.view(as_of=as_of)
        return project(
            door,
            self.ontology,
            nodes=nodes,
            links=links,
            since=since,
            until=until,
            weight=weight,
            directed=directed,
            attributes=attributes,
            kept=self._kept_projections,
            most_bytes=self.settings.memory_bytes,
        )

    def measure(
        self,
        nodes: Sequence[str] | None = None,
        links: Sequence[str] | None = None,
        *,
        since: Moment | None = None,
        until: Moment | None = None,
        view: View | None = None,
    ) -> Measure:
        """How many entities and links a projection would hold, and how much memory it would take.

        Raises
        ------
        UnknownName   no such kind
        QueryError    since or until is no moment, or since is after until
        """
        from interlink.projection.measure import take_measure  # noqa: PLC0415 - as above
        from interlink.projection.wanted import read_wanted  # noqa: PLC0415

        wanted = read_wanted(self.ontology, nodes, links, since, until)
        return take_measure((view or self.view()).combine("measure", **wanted.said), wanted)

    @cached_property
    def _kept_projections(self) -> KeptProjections:
        from interlink.projection.lake import KeptProjections  # noqa: PLC0415 - as above

        return KeptProjections(most=2)
