"""A run of a source: what has come is fetched and loaded, and the run is kept whatever becomes of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from interlink.errors import (
    FetchError,
    InterlinkError,
    SpecError,
    StoreUnavailable,
    UnmetExpectation,
    kept_words,
)
from interlink.ledger.runs import Runs
from interlink.loads.arrivals import Arrivals, arrivals_in
from interlink.loads.report import LoadReport
from interlink.mapping.fetching import FetchSpec
from interlink.mapping.spec import SourceSpec
from interlink.model.moments import micros

__all__ = ["RunReport", "Runner"]


@dataclass(frozen=True)
class RunReport:
    """What a run did: the loads that it committed, and why it failed or what it left alone.

    `state` is loaded, nothing-new or failed; `elsewhere` where another process runs the source just now.
    `unmet` says by schema what was found where an expectation was not met.
    """

    source: str
    state: str
    run: int = 0
    tries: int = 0
    loads: tuple[LoadReport, ...] = ()
    reason: str = ""
    unmet: Mapping[str, str] = field(default_factory=dict)


class Runner:
    """Runs sources one at a time each, also across processes.

    `load` loads files of a source; `folder` is the home. Tries of a fetch pause `pause_s` and then longer.
    """

    def __init__(
        self,
        *,
        runs: Runs,
        load: Callable[[SourceSpec, Sequence[Path]], LoadReport],
        folder: Path,
        now: Callable[[], datetime],
        environ: Mapping[str, str] = os.environ,
        pause_s: float = 2.0,
    ) -> None:
        self._runs = runs
        self._load = load
        self._locks = folder / "locks" / "runs"
        self._incoming = folder / "incoming"
        self._now = now
        self._environ = environ
        self._pause_s = pause_s

    def run(
        self, spec: SourceSpec, *, again: bool = False, is_due: Callable[[], bool] = lambda: True
    ) -> RunReport | None:
        """Fetches what has come and loads it; what goes wrong is in the report, and kept.

        None where it is not due any more once no other process runs it. With `again` what was loaded before
        is loaded again.

        Raises
        ------
        SpecError          the source does not say where its deliveries come from
        StoreUnavailable   the ledger or the home cannot be written
        """
        if spec.fetch is None:
            raise SpecError(
                [
                    f"source {spec.source} does not say where its deliveries come from: no 'fetch'. Add it,"
                    f" or load a file: `interlink load {spec.source} FILE`."
                ]
            )
        with self._one_at_a_time(spec.source) as is_ours:
            if not is_ours:
                return RunReport(spec.source, "elsewhere", reason="another process runs it just now")
            if not is_due():
                return None
            number = self._runs.start(spec.source, spec.fetch.place, at=micros(self._now()))
            try:
                report = self._carry(number, spec, spec.fetch, again=again)
            except BaseException as error:
                words = f"interrupted: {kept_words(error)}"
                self._runs.end(number, "failed", at=micros(self._now()), reason=words)
                raise
            last = report.loads[-1].load if report.loads else None
            self._runs.end(
                number,
                report.state,
                at=micros(self._now()),
                tries=report.tries,
                load=last,
                reason=report.reason,
            )
            return report

    def _carry(self, number: int, spec: SourceSpec, fetch: FetchSpec, *, again: bool) -> RunReport:
        loads: list[LoadReport] = []
        problems: list[str] = []
        unmet: dict[str, str] = {}
        with self._incoming_of(spec.source) as folder:
            try:
                arrivals = self._arrivals(spec, fetch, folder, again=again)
            except FetchError as error:
                return RunReport(spec.source, "failed", number, error.tries, reason=str(error))
            for arrival in arrivals.found:
                try:
                    loads.append(self._load(spec, arrival.files))
                except InterlinkError as error:
                    problems.append(_words(error, arrival.files if len(arrivals.found) > 1 else ()))
                    unmet |= error.unmet if isinstance(error, UnmetExpectation) else {}
                    # Changes make sense in their order alone; of the others each stands for itself.
                    if spec.delivery == "changes":
                        break
                else:
                    self._runs.add_fetched(spec.source, number, arrival.remember)
            if not problems:
                self._runs.add_fetched(spec.source, number, arrivals.remember)
        state = "failed" if problems else "loaded" if loads else "nothing-new"
        reason = "; ".join(filter(None, [*problems, arrivals.left]))
        return RunReport(spec.source, state, number, arrivals.tries, tuple(loads), reason, unmet)

    def _arrivals(self, spec: SourceSpec, fetch: FetchSpec, folder: Path, *, again: bool) -> Arrivals:
        known = self._runs.fetched(spec.source)
        if fetch.url is None:
            now_ns = micros(self._now()) * 1000
            return arrivals_in(spec, fetch, known, now_ns=now_ns, again=again)
        # Only here: importing it takes a fifth of what a command takes.
        from interlink.loads.https import download  # noqa: PLC0415

        last = [each for each in known if each.place == fetch.place and not again][-1:]
        return download(
            spec,
            fetch,
            last[0] if last else None,
            folder,
            environ=self._environ,
            pause_s=self._pause_s,
        )

    @contextmanager
    def _incoming_of(self, source: str) -> Iterator[Path]:
        """An empty folder for what is fetched; what a killed run has left in it goes."""
        folder = self._incoming / source
        try:
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir(parents=True, mode=0o700)
        except OSError as error:
            raise StoreUnavailable(f"{folder} cannot be written: {error}. Check space and rights.") from error
        try:
            yield folder
        finally:
            shutil.rmtree(folder)

    @contextmanager
    def _one_at_a_time(self, source: str) -> Iterator[bool]:
        """Whether no other process runs the source, and none does until the end."""
        lock = FileLock(self._locks / f"{source}.lock")
        try:
            self._locks.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        except OSError as error:
            raise StoreUnavailable(
                f"{self._locks} cannot be written: {error}. Check space and rights."
            ) from error
        try:
            yield True
        finally:
            lock.release()


def _words(error: InterlinkError, files: Sequence[Path]) -> str:
    """Why a load failed, with the files that it was one of several of, where the words do not name them."""
    unnamed = [file.name for file in files if file.name not in str(error)]
    return f"{', '.join(unnamed)}: {error}" if unnamed else str(error)
