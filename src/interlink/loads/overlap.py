"""Batches read ahead, worked on two at a time and written behind, in threads: columns need no Python."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

__all__ = ["work_ahead", "write_behind"]

# As many batches stand in memory at once; more would gain nothing where two cores are.
AT_ONCE = 2

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")


@contextmanager
def work_ahead(values: Iterator[T], work: Callable[[T], R]) -> Iterator[Iterator[R]]:
    """`work` of each value, in order; the next ones are read and worked on before they are asked for.

    Reading begins at once. An error comes where its value would. No thread is left at the end.
    """
    with ThreadPoolExecutor(1, "read") as reader, ThreadPoolExecutor(AT_ONCE, "work") as workers:
        yield _worked(values, work, reader.submit(_next, values), reader, workers)


@contextmanager
def write_behind(write: Callable[P, None]) -> Iterator[Callable[P, None]]:
    """`write`, one call at a time in order, which returns before it is done; done is all at the end.

    An error comes out of the next call, or at the end.
    """
    last: Future[None] | None = None

    def behind(*args: P.args, **kwargs: P.kwargs) -> None:
        nonlocal last
        if last is not None:
            last.result()
        last = pool.submit(write, *args, **kwargs)

    with ThreadPoolExecutor(1, "write") as pool:
        yield behind
        if last is not None:
            last.result()


def _worked(
    values: Iterator[T],
    work: Callable[[T], R],
    ahead: Future[list[T]],
    reader: ThreadPoolExecutor,
    workers: ThreadPoolExecutor,
) -> Iterator[R]:
    begun: deque[Future[R]] = deque()
    while ahead.exception() is None and (found := ahead.result()):
        begun.append(workers.submit(work, found.pop()))
        ahead = reader.submit(_next, values)
        if len(begun) == AT_ONCE:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()
    ahead.result()  # raises what ended the reading


def _next(values: Iterator[T]) -> list[T]:
    """The next value alone in a list; an empty one at the end."""
    for value in values:
        return [value]
    return []
