"""What could not be loaded: read as received, corrected, and loaded again."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from interlink.access.principals import Principal
from interlink.access.view import View
from interlink.errors import AccessDenied, LoadError, QueryError, SpecError, UnknownName
from interlink.ledger import Correction, LoadRow
from interlink.ledger.corrections import KeptApart
from interlink.loads.corrected import Received, corrected_file, laid_out, markings_of, received
from interlink.loads.report import LoadReport
from interlink.model.marking import is_visible
from interlink.progress import Progress, silent
from interlink.sources import find_source
from interlink.workspace.running import Running

__all__ = ["Correcting"]

SHOWN = 5


class Correcting(Running):
    """The doors of those who mend what a source delivered."""

    def received(
        self,
        load: int,
        row: int,
        *,
        file: int | None = None,
        path: str | None = None,
        view: View | None = None,
    ) -> Received:
        """A record in quarantine as it was received; `file` and `path` where its row alone does not tell it.

        Raises
        ------
        UnknownName    the load has no such record in quarantine
        QueryError     it has several
        AccessDenied   the view may not see what is marked as it is
        """
        door = view or self.view()
        door.oversee("collect", "quarantined record", load=load, row=row)
        kept = self._kept(load, row, file, path)
        asked = {"what": "quarantined record", "load": load, "row": row}
        self._check_seen(kept, door.principal, (door.purpose, door.reason), "consultation", asked)
        return self._received(kept)

    def corrections(self, *, source: str | None = None, view: View | None = None) -> list[KeptApart]:
        """The records that were corrected, in the order in which they were."""
        (view or self.view()).oversee("collect", "corrections", source=source)
        return self._corrections.made(source=source)

    def correct(
        self,
        load: int,
        row: int,
        values: Mapping[str, str] = MappingProxyType({}),
        *,
        reason: str,
        text: str | None = None,
        file: int | None = None,
        path: str | None = None,
        progress: Progress = silent,
        view: View | None = None,
    ) -> LoadReport:
        """Loads a record from quarantine with these values in its columns, or as `text` where it is nested.

        An empty value empties its column. The record as received stays in the archive and in quarantine,
        which says by what load, by whom, when and why it was corrected. The correction is an addition to its
        delivery; see `Loader.correct`.

        Raises
        ------
        AccessDenied           who asks may not see what is marked as the record is
        UnknownName            no such record or column
        QueryError             no reason is given, or the text is not one record
        ReadError, LoadError   nothing was changed
        """
        done = {"what": "correct", "load": load, "row": row, "columns": sorted(values), "because": reason}
        principal = self._act("collect", "alteration", done, view=view)
        if not reason.strip():
            raise QueryError("a correction needs a reason, which stands beside it: a letter, a call, a case")
        kept = self._kept(load, row, file, path)
        stated = self.stated(principal) if view is None else (view.purpose, view.reason)
        self._check_seen(kept, principal, stated, "alteration", done)
        record = self._received(kept)
        given = record.corrected(values, text)
        spec = self._delivered(kept.source)
        by = Correction(kept.id, principal.name, reason.strip())
        with tempfile.TemporaryDirectory() as folder:
            written = corrected_file(record, spec.file_format(), given, Path(folder))
            report = self._loader.correct(spec, kept, written, by=by, progress=progress)
        return self._followed(report, progress)

    def retry(
        self,
        load: int,
        *,
        allow_older: bool = False,
        progress: Progress = silent,
        view: View | None = None,
    ) -> LoadReport:
        """Loads the delivery of a load again from the archive, as its source's file says now.

        Raises
        ------
        UnknownName            no such load, or no source of its name any more
        LoadError              it runs, corrects a record, has left no files, or is older than what its
                               source has said since, without `allow_older`
        SpecError, ReadError   as of `load`; nothing was changed
        """
        self._act("collect", "collection", {"what": "retry", "load": load}, view=view)
        row = self._row(load)
        spec = self._delivered(row.source)
        self._check_retry(row, spec.delivery, allow_older=allow_older)
        numbers = self._ledger.load_files(load)
        if not numbers:
            raise LoadError(
                f"load {load} has left no files: it was stopped, or they could not be archived. Load them by"
                f" `interlink load {row.source} FILE`."
            )
        found = self._ledger.files(numbers)
        with laid_out([found[number] for number in numbers], self._stores.archive) as paths:
            return self._load(spec, paths, allow_older=allow_older, progress=progress)

    def _check_retry(self, row: LoadRow, delivery: str, *, allow_older: bool) -> None:
        made = {each.corrected.load for each in self._corrections.made(source=row.source) if each.corrected}
        if row.id in made:
            raise LoadError(f"load {row.id} corrects one record and is no delivery. Nothing was changed.")
        if row.state == "running":
            raise LoadError(f"load {row.id} is running. Wait until it has ended: `interlink loads list`.")
        since = [
            each.id
            for each in self._ledger.loads(source=row.source, state="committed", above=row.id)
            if each.id not in made
        ]
        if since and delivery != "increment" and not allow_older:
            raise LoadError(
                f"load {since[-1]} has brought what source {row.source} says since load {row.id}. Nothing was"
                " changed. Use --allow-older to load the older delivery all the same."
            )

    def _check_seen(
        self,
        kept: KeptApart,
        principal: Principal,
        stated: tuple[str, str],
        operation: str,
        asked: Mapping[str, object],
    ) -> None:
        """Refuses, and logs, who may not see the record: that it could not be mapped makes it no milder."""
        purpose, reason = stated
        clearance = principal.clearance.with_purpose(purpose)
        files = self._ledger.files(self._ledger.load_files(kept.load))
        try:
            spec = find_source(kept.source, self.settings.own_sources)
            marks = markings_of(kept, files, self._stores.archive, spec)
        except (UnknownName, SpecError):
            marks = set()
        # Where nobody can tell how it is marked any more, it is for who may see everything.
        is_seen = all(is_visible(mark, clearance) for mark in marks) if marks else clearance.everything
        if not is_seen:
            refused = {**asked, "refused": "marking"}
            self._record(principal.name, operation, refused, purpose=purpose, reason=reason)
            raise AccessDenied("you may not see this record. Ask somebody who may to correct it.")

    def _row(self, load: int) -> LoadRow:
        for row in self._ledger.loads(above=load - 1):
            if row.id == load:
                return row
        raise UnknownName(f"no load {load}; `interlink loads list` shows them")

    def _kept(self, load: int, row: int, file: int | None, path: str | None) -> KeptApart:
        apart = self._corrections.kept_apart(load)
        found = [each for each in apart if each.row == row and file in (None, each.file)]
        found = [each for each in found if path in (None, each.path)]
        if not found:
            rows = ", ".join(str(each.row) for each in apart[:SHOWN])
            others = " and others" if len(apart) > SHOWN else ""
            has = f"it has row {rows}{others}" if apart else "it has none"
            raise UnknownName(f"load {load} has no such record in quarantine at row {row}; {has}")
        if len(found) > 1:
            places = "; ".join(f"file {each.file}, path {each.path}" for each in found[:SHOWN])
            raise QueryError(
                f"load {load} has row {row} in quarantine {len(found)} times: {places}. Say which."
            )
        return found[0]

    def _received(self, kept: KeptApart) -> Received:
        return received(kept, self._ledger.files([kept.file])[kept.file], self._stores.archive)
