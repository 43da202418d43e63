"""Ending a statement that runs: one thread waits for its rows, another has the store end it."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeVar

from interlink.errors import InterlinkError, QueryError, StoreUnavailable

__all__ = ["Stop", "Stopped", "stopped_by_ctrl_c"]

PATIENCE_S = 10.0
AGAIN_S = 0.05
WAKE_S = 0.5

Answer = TypeVar("Answer")


class Stopped(QueryError):
    """Somebody had the statement ended."""

    def __init__(self) -> None:
        super().__init__("the statement was stopped, as asked")


class Stop:
    """What ends one question to a store; `tag` is by what a store may know its statement.

    It holds once: what is asked with it afterwards is not sent.
    """

    def __init__(self) -> None:
        self.tag = secrets.token_hex(8)
        self._changed = threading.Condition()
        self._end: Callable[[], None] | None = None
        self._is_asked = False

    @property
    def is_asked(self) -> bool:
        """Whether somebody had it ended, though it may run yet."""
        return self._is_asked

    def now(self, *, patience_s: float = PATIENCE_S) -> None:
        """Ends the statement in the store and waits until it is gone; nothing happens where none runs.

        It is told again until then: a store knows a statement only once that has come.

        Raises
        ------
        StoreUnavailable   the store could not be told, or goes on with it; its time limit still holds
        """
        problem: InterlinkError | None = None
        until = time.monotonic() + patience_s
        with self._changed:
            self._is_asked = True
            while self._end is not None and time.monotonic() < until:
                try:
                    self._end()
                    problem = None
                except InterlinkError as error:
                    # of no account where the statement ended with its store
                    problem = error
                self._changed.wait_for(lambda: self._end is None, timeout=AGAIN_S)
            if self._end is None:
                return
        why = f"it was told to and goes on after {patience_s:.0f} s" if problem is None else str(problem)
        raise StoreUnavailable(
            f"the graph store has not ended the statement ({why}). It does so at the statement's time limit."
        ) from problem

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """While this holds, `end` is what ends the statement; it is never called after that.

        Raises
        ------
        Stopped   somebody had it ended before it began
        """
        with self._changed:
            if self._is_asked:
                raise Stopped
            self._end = end
        try:
            yield
        finally:
            with self._changed:
                self._end = None
                self._changed.notify_all()


def stopped_by_ctrl_c(ask: Callable[[Stop], Answer], stop: Stop | None = None) -> Answer:
    """What `ask` gives; a Ctrl-C meanwhile ends its statement in the store, and then the wait.

    A Ctrl-C comes to the main thread, wherever that is, and would break off a message of the driver: so
    another thread asks. Where this is not the main thread it asks at once.
    """
    stop = stop or Stop()
    if threading.current_thread() is not threading.main_thread():
        return ask(stop)
    threads = ThreadPoolExecutor(1)
    try:
        asked = threads.submit(ask, stop)
        # on Windows a Ctrl-C waits for the end of a wait
        while not wait([asked], timeout=WAKE_S).done:
            pass
    except KeyboardInterrupt:
        stop.now()
        raise
    finally:
        threads.shutdown(wait=False)
    return asked.result()
