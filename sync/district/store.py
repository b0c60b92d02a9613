"""Says what the district needs of a store: transactions of a little SQL. Knows no entry and no request.

What is written down is in `tables/`, once for every kind of store; each act runs as one function in one transaction.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from io import BufferedReader
from typing import Any, Protocol

type Row = tuple[Any, ...]


class StoreUnavailable(Exception):
    """The store did not take this transaction: it is full, busy, restarting or gone. Nothing of it was kept, or all of it was."""


class StoreUnreadable(StoreUnavailable):
    """A part of the store cannot be read, because it was damaged on its disk. Other parts can be read."""


class RowUnreadable(StoreUnreadable):
    """A row itself cannot be read, while the index that leads to it can."""


class StoreUnusable(Exception):
    """The server cannot start with this store. The text says why, and what to do."""


class NoCopy(Exception):
    """There is no copy of the store. The text says why, as the end of a sentence."""


class Sql(Protocol):
    """One transaction. Statements have `?` for values, and use only what SQLite and PostgreSQL both understand."""

    for_update: str
    """The end of a SELECT that locks its rows until the transaction ends."""

    has_checksums: bool
    """Whether the store itself finds a damaged page, so that no index can lead to wrong rows."""

    def all(self, statement: str, *values: object) -> list[Row]:
        """Give every row."""
        ...

    def one(self, statement: str, *values: object) -> Row | None:
        """Give the first row, None where there is none."""
        ...

    def run(self, statement: str, *values: object) -> None:
        """Change something. Any error shows at the end of the transaction at the latest."""
        ...

    def changed(self, statement: str, *values: object) -> int:
        """Change something, and give how many rows were changed."""
        ...

    def add(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Add many rows that are not there yet, as fast as the store can."""
        ...

    def add_missing(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Add those of many rows that are not there yet."""
        ...


class Store(Protocol):
    """A place for transactions. `do` is safe from any number of tasks at once."""

    shared: bool
    """Whether other servers may write to it, too."""

    async def start(self) -> None:
        """Open the store, and bring its tables up to date. Raises StoreUnusable."""
        ...

    async def stop(self) -> None:
        """Let running acts end, and close the store."""
        ...

    async def do[Answer](self, act: Callable[[Sql], Answer]) -> Answer:
        """Run `act` in one transaction, which is on disk when this returns. Raises StoreUnavailable.

        `act` may be run again from its beginning, so it changes nothing but the store.
        """
        ...

    async def say(self, word: str) -> None:
        """Tell the other servers of a shared store, at most 8,000 bytes. It may be lost. Raises StoreUnavailable."""
        ...

    def heard(self) -> AsyncIterator[str]:
        """Give what servers of a shared store say from now on, including this one's own words. Raises StoreUnavailable."""
        ...

    async def back_up(self) -> BufferedReader | None:
        """Give a copy of everything, made while the server goes on, in a file without a name: its room on the disk is free again when it is
        closed. None where the store has tools of its own. Raises NoCopy.
        """
        ...

    async def look_over(self) -> None:
        """Check that the store is consistent, where no other tool does; and repair what is not. Raises StoreUnavailable."""
        ...

    def troubles(self) -> AsyncIterator[str]:
        """Give what people must know of the store, in sentences, as it is found; each is in the log already. Until cancelled."""
        ...

    def end_copies(self) -> None:
        """Give up a copy that is being made, because the server stops, and tell whoever waits for it."""
        ...
