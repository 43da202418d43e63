"""Reading the next batch and writing the last one while one is mapped: each in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

__all__ = ["read_ahead", "write_behind"]

T = TypeVar("T")
P = ParamSpec("P")


@contextmanager
def read_ahead(values: Iterator[T]) -> Iterator[Iterator[T]]:
    """The same values in order, one of them read before it is asked for; errors come at their place."""
    with ThreadPoolExecutor(1, thread_name_prefix="read") as pool:
        first = pool.submit(lambda: list(_next(values)))
        yield _one_ahead(values, first, pool)


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

    with ThreadPoolExecutor(1, thread_name_prefix="write") as pool:
        yield behind
        if last is not None:
            last.result()


def _one_ahead(values: Iterator[T], first: Future[list[T]], pool: ThreadPoolExecutor) -> Iterator[T]:
    ahead = first
    while found := ahead.result():
        ahead = pool.submit(lambda: list(_next(values)))
        yield found.pop()


def _next(values: Iterator[T]) -> Iterator[T]:
    """The next value; nothing at the end."""
    for value in values:
        yield value
        return
