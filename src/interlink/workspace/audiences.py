"""Audiences: who graphs are built for, and which of them a principal may ask."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from interlink.errors import AccessDenied, QueryError, SettingsError, StoreUnavailable, UnknownName, nearest
from interlink.graph.audience import LOCAL_AUDIENCE, Audience, define_audience
from interlink.graph.build import GraphBuilder
from interlink.graph.store import GraphStore
from interlink.graph.stores import open_store
from interlink.ledger import AudienceRow
from interlink.ledger.watches import Watches
from interlink.ledger.written import Written
from interlink.model.marking import Clearance
from interlink.workspace.home import Home

__all__ = ["Audiences"]


class Audiences(Home):
    """The doors of those who say for whom graphs are built."""

    def audiences(self) -> tuple[Audience, ...]:
        """Every audience, the home's own first, the rest in order of name."""
        self._need("maintain", "audiences")
        return self._audiences()

    def _audiences(self) -> tuple[Audience, ...]:
        return (LOCAL_AUDIENCE, *(_read(row) for row in self._ledger.audiences()))

    def add_audience(
        self,
        name: str,
        *,
        agencies: Iterable[str] = (),
        handling_ceiling: str = "H0",
        purposes: Iterable[str] = (),
    ) -> Audience:
        """Defines an audience; its graph is built by `graph_rebuild`, or by the first question to it.

        `agencies` are names of agencies, countries and alliances, as releasable-to lists hold them.

        Raises
        ------
        SettingsError   there is one of that name, or the definition cannot be
        """
        made = define_audience(name, agencies=agencies, handling_ceiling=handling_ceiling, purposes=purposes)
        row = AudienceRow(
            made.name, tuple(sorted(made.clearance.agencies)), handling_ceiling, tuple(sorted(made.purposes))
        )
        self._act("administer", "alteration", {"what": "audience add", "audience": name, **_said(made)})
        if not self._ledger.add_audience(row):
            raise SettingsError(
                f"there is an audience '{name}' already. To change it, remove it and its graph first:"
                f" `interlink graph audience remove {name}`."
            )
        return made

    def remove_audience(self, name: str) -> None:
        """Removes an audience, then its graph, and what an earlier removal of that name has left.

        Raises
        ------
        UnknownName        neither an audience of that name nor anything left of one, or it is the home's own
        StoreUnavailable   its graph cannot be removed; the audience is, and the next call removes the rest
        """
        # Before who may not is told which audiences there are.
        self._act("administer", "alteration", {"what": "audience remove", "audience": name})
        others = self._audiences()[1:]
        if not self._builder.left_of(name):
            self._audience(name, others)
        # The audience first: asked for in between, its graph would be built anew.
        self._ledger.remove_audience(name)
        self._written.remove_audience(name)
        self._watches.remove_audience(name)
        for each in self._builder.left_of(name):
            self._builder.remove(each)

    def _asked(self, name: str | None, clearance: Clearance) -> Audience:
        """The audience whose graph a question of this clearance runs on; no other's name is told."""
        allowed = [each for each in self._audiences() if each.within(clearance)]
        # A Neo4j holds one graph; the store's own refusal of others would tell whose.
        here = [each for each in allowed if self._is_here(each)]
        if name is not None:
            chosen = self._audience(name, allowed)
            self._check_here(chosen)
            return chosen
        if self._own in here or len(here) == 1:
            return self._own if self._own in here else here[0]
        if not here:
            raise AccessDenied(
                "there is no graph that you may ask for this purpose. An administrator defines an audience"
                " that you belong to: `interlink graph audience add`."
            )
        raise QueryError(
            f"say which graph to ask: --audience, one of {', '.join(each.name for each in here)}"
        )

    def _is_here(self, audience: Audience) -> bool:
        """The store of these settings may hold the graph of this audience."""
        return self.settings.graph_uri is None or audience == self._own

    def _check_here(self, audience: Audience) -> None:
        name = audience.name
        if not self._is_here(audience):
            raise StoreUnavailable(
                f"the Neo4j of these settings does not hold the graph of '{name}': a server holds one"
                f" audience. Ask through a process whose INTERLINK_GRAPH_AUDIENCE is '{name}'."
            )

    @staticmethod
    def _audience(name: str, known: Iterable[Audience]) -> Audience:
        by_name = {each.name: each for each in known}
        if name not in by_name:
            raise UnknownName(
                f"there is no audience '{name}' here.{nearest(name, by_name)}"
                " See `interlink graph audience list`."
            )
        return by_name[name]

    @cached_property
    def _own(self) -> Audience:
        """Whose graph every load brings up to date: the local user's, or whose Neo4j the settings name."""
        name = self.settings.graph_audience
        if name is None:
            return LOCAL_AUDIENCE
        found = [each for each in self._audiences() if each.name == name]
        if not found:
            raise SettingsError(
                f"INTERLINK_GRAPH_AUDIENCE is '{name}', and there is no such audience. Define it first:"
                f" `interlink graph audience add {name}`."
            )
        return found[0]

    @property
    def _written(self) -> Written:
        return Written(self._ledger)

    @property
    def _watches(self) -> Watches:
        return Watches(self._ledger)

    @cached_property
    def _store(self) -> GraphStore:
        return open_store(self.settings, graph=self._own.database)

    @cached_property
    def _builder(self) -> GraphBuilder:
        return GraphBuilder(
            self._store,
            lake=self._stores.lake,
            ledger=self._ledger,
            ontology=self.ontology,
            folder=self.settings.home / "audiences",
        )


def _read(row: AudienceRow) -> Audience:
    clearance = Clearance(agencies=frozenset(row.agencies), handling_ceiling=row.handling_ceiling)
    return Audience(row.name, clearance, frozenset(row.purposes))


def _said(audience: Audience) -> dict[str, object]:
    return {
        "agencies": sorted(audience.clearance.agencies),
        "handling_ceiling": audience.clearance.handling_ceiling,
        "purposes": sorted(audience.purposes),
    }
