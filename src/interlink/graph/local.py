"""The embedded graph store: one child process per home folder, shared by every process that asks."""

from __future__ import annotations

import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

from interlink.errors import InterlinkError, QueryError, StoreUnavailable
from interlink.graph.bolt import (
    Disconnected,
    Driver,
    Running,
    Transaction,
    connect,
    run_at_once,
    run_read,
    run_write,
)
from interlink.graph.local_home import READ_LIMITS_S, WRITER, Server, lock, reader_name
from interlink.graph.local_process import LocalProcess
from interlink.graph.stop import Stop
from interlink.graph.store import Rows, Statement, StoreStatus, refuse_endless

__all__ = ["LocalStore"]

RETIRE_WAIT_S = 2.0
RETRIES = 2
FULL_BYTES = 16 * 2**20
DATABASE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")


class LocalStore:
    """The graph store in `home/graph/`, started at first use and left running.

    The server is a process of its own: several processes may use one home, and a Ctrl-C in one of them
    ends nothing but that one. `heap` holds for the process that starts it.
    """

    kind: Literal["embedded"] = "embedded"
    can_swap: Literal[True] = True

    def __init__(self, home: Path, *, heap: str = "2g", start_timeout_s: float = 60.0) -> None:
        self.home = home.resolve()
        self._process = LocalProcess(self.home, heap=heap, start_timeout_s=start_timeout_s)
        self._files = self._process.files
        self._start_timeout_s = start_timeout_s
        self._mutex = threading.Lock()
        self._drivers: dict[str, Driver] = {}
        self._connected: Server | None = None

    def start(self) -> None:
        """Start the server, or attach to the one that runs; two processes at once start one.

        Raises
        ------
        StoreUnavailable   it ended while starting or is not ready after `start_timeout_s`
        """
        self._process.server()

    def stop(self) -> None:
        """End the server in good order and wait for it; nothing happens when none runs.

        Raises
        ------
        StoreUnavailable   it still runs after a minute
        """
        self.close()
        self._process.stop()

    def status(self) -> StoreStatus:
        """Where the store stands, from its files alone: starts nothing and never raises."""
        try:
            server, names = self._files.server(), tuple(self._files.names())
        except (OSError, ValueError, TypeError) as error:
            return StoreStatus(self.kind, running=False, problem=f"{self._files.root}: {error}")
        if server is not None:
            return StoreStatus(
                self.kind, running=True, address=server.address, version=server.version, databases=names
            )
        problem = "not running: `interlink graph start` or any query starts it"
        return StoreStatus(self.kind, running=False, databases=names, problem=problem)

    def databases(self) -> tuple[str, ...]:
        """The names of all databases, sorted."""
        held = self._held()
        return tuple(name for name, meant in self._files.names().items() if meant in held)

    def create_database(self, database: str) -> None:
        """Make an empty database, or leave the one of that name as it is.

        Raises
        ------
        QueryError   the name is not letters, digits, `-` and `_`, at most 63, a letter first
        """
        if not DATABASE_NAME.fullmatch(database):
            raise QueryError(
                f"'{database}' cannot be a database: use letters, digits, - and _, at most 63, a letter first"
            )
        with self._changing() as names:
            held = self._held()
            if names.get(database) in held:
                return
            number = next(n for n in range(1, len(held) + 2) if f"{database}.{n}" not in held)
            self._process.command(f"create database {database}.{number}")
            self._files.set_names({**names, database: f"{database}.{number}"})
            self._drop_unused(wait_s=0)

    def drop_database(self, database: str) -> None:
        """Remove a database and all it holds, if there is one of that name."""
        with self._changing() as names:
            if names.pop(database, None) is not None:
                self._files.set_names(names)
                self._drop_unused(wait_s=RETIRE_WAIT_S)

    def swap(self, database: str, built: str) -> None:
        """Let `database` be what `built` is; the name `built` is gone, and so is what `database` was.

        One rename of a small file does it, so there is no moment without a graph: a statement sent
        before reads the old graph to its end, one sent after reads the new. The old one is removed when
        its last statement has ended; when that takes longer than 2 s, the next change of databases
        removes it. Killed anywhere, it is done or not done.

        Raises
        ------
        StoreUnavailable   there is no database `built`
        """
        with self._changing() as names:
            if built not in names:
                raise StoreUnavailable(self._no_database(built))
            names[database] = names.pop(built)
            self._files.set_names(names)
            self._drop_unused(wait_s=RETIRE_WAIT_S)

    def write(self, database: str, statements: Sequence[Statement]) -> list[Rows]:
        """The rows of each statement, all in one transaction.

        Tried again only where nothing can have been done: before a transaction was opened.

        Raises
        ------
        StoreUnavailable   the store cannot be reached, ran out of memory, or its disk is full
        """
        for _ in range(RETRIES):
            server = self._process.server()
            try:
                return run_write(self._driver(server, WRITER), self._meant(database), statements)
            except QueryError as error:
                self._tell_full_disk(error)
                raise
            except Disconnected as error:
                self._process.await_end_or_life(server)
                self._tell_cause(server, error)
                if error.begun:
                    raise
        return run_write(self._driver(self._process.server(), WRITER), self._meant(database), statements)

    def incarnation(self, database: str) -> str | None:
        """Names a database within one run of the server, which is started if it does not run."""
        meant = self._files.names().get(database)
        server = self._process.server()
        return None if meant is None else f"{server.pid}-{server.started}-{meant}"

    def read(
        self,
        database: str,
        statement: str,
        parameters: Mapping[str, object] | None = None,
        *,
        timeout_s: float = 30.0,
        max_rows: int = 100_000,
        at_once: bool = False,
        stop: Stop | None = None,
    ) -> Rows:
        """The rows of a statement, run as a reader.

        The server enforces the limit, also when this process dies: the smallest of READ_LIMITS_S that
        covers `timeout_s`. A read that a restart or a swap broke is run again.

        Raises
        ------
        QueryError         the statement is wrong, would write, or was stopped
        StoreUnavailable   the store cannot be reached, or there is no such database
        """
        refuse_endless(timeout_s)
        limit_s = next(limit for limit in READ_LIMITS_S if limit >= timeout_s)

        def attempt(server: Server, meant: str) -> Rows:
            driver = self._driver(server, reader_name(limit_s))
            if at_once:
                return run_at_once(driver, meant, statement, parameters, limit_s=limit_s)
            return run_read(
                driver,
                meant,
                statement,
                parameters,
                limit_s=limit_s,
                max_rows=max_rows,
                end=partial(self._end, server, meant),
                stop=stop,
                cut=_cut,
            )

        for _ in range(RETRIES):
            server, meant = self._process.server(), self._meant(database)
            try:
                return attempt(server, meant)
            except Disconnected as error:
                self._process.await_end_or_life(server)
                self._tell_cause(server, error)
            except InterlinkError:
                if self._files.names().get(database) == meant:
                    raise
        return attempt(self._process.server(), self._meant(database))

    def close(self) -> None:
        """Close this process's connections; the server goes on running."""
        with self._mutex:
            drivers, self._drivers, self._connected = self._drivers, {}, None
        for driver in drivers.values():
            driver.close()

    def _tell_full_disk(self, error: QueryError) -> None:
        """Raises that the disk is full, where it is: the store itself only says that a commit failed."""
        root = self._files.root
        free = shutil.disk_usage(root).free
        if free < FULL_BYTES:
            raise StoreUnavailable(
                f"the graph store cannot write: {free // 2**20} MB are left on the disk of {root}. Nothing of"
                " the change was kept. Make room; the graph catches up at the next command."
            ) from error

    def _tell_cause(self, server: Server, error: Disconnected) -> None:
        """Raises why the server ended, where that is known: it would end of the same again."""
        if cause := self._process.cause_of_end(server):
            raise Disconnected(cause, begun=error.begun) from error

    def _driver(self, server: Server, user: str) -> Driver:
        """The driver of one user; drivers of an earlier server are closed."""
        with self._mutex:
            if self._connected is not None and self._connected.started > server.started:
                server = self._connected  # another thread has met the server's successor
            earlier = {} if server == self._connected else self._drivers
            if earlier is self._drivers:
                self._drivers = {}
            self._connected = server
            if user not in self._drivers:
                password = self._files.password() if user == WRITER else self._files.reader_password()
                self._drivers[user] = connect(server.address, user, password)
            driver = self._drivers[user]
        for stale in earlier.values():
            stale.close()
        return driver

    def _meant(self, database: str) -> str:
        """The server's database that a name stands for now."""
        meant = self._files.names().get(database)
        if meant is None:
            raise StoreUnavailable(self._no_database(database))
        return meant

    @contextmanager
    def _changing(self) -> Iterator[dict[str, str]]:
        """The names, while no other process changes them."""
        with lock(self._files.names_lock, wait_s=self._start_timeout_s) as held:
            if not held:
                raise StoreUnavailable(f"another process holds {self._files.names_lock}: wait for it to end")
            yield self._files.names()

    def _held(self) -> frozenset[str]:
        """The databases the server holds, by its own names."""
        held = self._process.ask("list databases")
        return frozenset(str(name) for name in held) if isinstance(held, list) else frozenset()

    def _drop_unused(self, *, wait_s: float) -> None:
        """Drop every database that no name stands for, once nothing runs on it; `wait_s` at most."""
        until = time.monotonic() + wait_s
        while unused := self._held() - set(self._files.names().values()):
            busy = self._busy(min(unused))
            for name in sorted(unused - busy):
                self._process.command(f"drop database {name}")
            if time.monotonic() >= until:
                return
            time.sleep(0.05)

    def _busy(self, database: str) -> set[str]:
        """The databases on which a statement runs; `database` is one to ask through."""
        rows = run_write(self._driver(self._process.server(), WRITER), database, [("SHOW TRANSACTIONS", {})])[
            0
        ]
        asked, where = rows.columns.index("currentQuery"), rows.columns.index("database")
        return {str(row[where]) for row in rows.rows if row[asked] != "SHOW TRANSACTIONS"}

    def _end(self, server: Server, database: str, running: Running) -> None:
        """Ends what runs for a connection from this port; `database` is one to ask through.

        The store keeps no tag of a transaction, and one in the text would have it read each statement anew.
        """
        if self._files.server() != server:
            return  # what ran has ended with it
        driver = self._driver(server, WRITER)
        (found,) = run_write(driver, database, [("SHOW TRANSACTIONS", {})])
        number, address = (found.columns.index(name) for name in ("transactionId", "clientAddress"))
        for row in found.rows:
            if str(row[address]).endswith(f":{running.port}"):
                run_write(driver, database, [(f"TERMINATE TRANSACTIONS '{row[number]}'", {})])

    @staticmethod
    def _no_database(database: str) -> str:
        return f"the graph store has no database '{database}'. Make it with `interlink graph rebuild`."


def _cut(transaction: Transaction) -> None:
    """End the result that the transaction streams: discarding it would compute all of it first."""
    asked = f"SHOW TRANSACTIONS /* {secrets.token_hex(8)} */"
    running = transaction.run(cast("Any", asked)).data()
    connection = next(row["connectionId"] for row in running if row["currentQuery"] == asked)
    for row in running:
        if row["connectionId"] == connection and row["currentQuery"] != asked:
            transaction.run(cast("Any", f"TERMINATE TRANSACTIONS '{row['transactionId']}'")).consume()
