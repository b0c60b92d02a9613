"""What the district needs of a store: transactions of a little SQL. Knows no entry and no request.

Everything written down is in `tables/`, once for every kind of store; each act runs as one function in one transaction.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from io import BufferedReader
from typing import Any, Protocol

type Row = tuple[Any, ...]


class StoreUnavailable(Exception):
    """The store did not take this transaction: it is full, busy, restarting or gone. Nothing of it was kept, or all of it was."""


class StoreUnreadable(StoreUnavailable):
    """A part of the store cannot be read: it rotted on its disk. What lies elsewhere in it, can."""


class RowUnreadable(StoreUnreadable):
    """A row itself, while what leads to it can be read."""


class StoreUnusable(Exception):
    """The server cannot start with this store. Says why and what to do."""


class NoCopy(Exception):
    """There is no copy of the store. Says why, as the end of a sentence."""


class Sql(Protocol):
    """One transaction. Statements have `?` for values, and are such as SQLite and PostgreSQL both understand."""

    for_update: str
    """What a SELECT ends with to lock its rows until the transaction ends."""

    has_checksums: bool
    """Whether the store itself finds a page that rotted, so that no index leads to other rows than it did."""

    def all(self, statement: str, *values: object) -> list[Row]:
        """Every row."""
        ...

    def one(self, statement: str, *values: object) -> Row | None:
        """The first row, None where there is none."""
        ...

    def run(self, statement: str, *values: object) -> None:
        """Changes something. Whatever is wrong with it shows by the end of the transaction at the latest."""
        ...

    def changed(self, statement: str, *values: object) -> int:
        """Changes something; how many rows it changed."""
        ...

    def add(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Adds many rows that are not there yet, as fast as the store can."""
        ...

    def add_missing(self, table: str, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
        """Adds those of many rows that are not there yet."""
        ...


class Store(Protocol):
    """A place for transactions. `do` is safe from any number of tasks at once."""

    shared: bool
    """Whether other servers may write to it too."""

    async def start(self) -> None:
        """Open it, and bring its tables up to date. Raises StoreUnusable."""
        ...

    async def stop(self) -> None:
        """Let what runs end, and close."""
        ...

    async def do[Answer](self, act: Callable[[Sql], Answer]) -> Answer:
        """Run `act` in one transaction, which is on disk when this returns. Raises StoreUnavailable.

        `act` may be run again from its beginning, so it changes nothing but the store.
        """
        ...

    async def say(self, word: str) -> None:
        """Tell the other servers of a shared store, at most 8,000 bytes. Nobody may hear it. Raises StoreUnavailable."""
        ...

    def heard(self) -> AsyncIterator[str]:
        """What servers of a shared store say, this one's own words among them, from now on. Raises StoreUnavailable."""
        ...

    async def back_up(self) -> BufferedReader | None:
        """A copy of everything, made while the server goes on, in a file without a name: its room on the disk is free again once it is
        closed. None where the store has tools of its own. Raises NoCopy.
        """
        ...

    async def look_over(self) -> None:
        """Find out whether it hangs together, where nobody else does; and put right what does not. Raises StoreUnavailable."""
        ...

    def troubles(self) -> AsyncIterator[str]:
        """What people are to know of it, in sentences, as it shows; each is in the log already. Until cancelled."""
        ...

    def end_copies(self) -> None:
        """The server stops: a copy that is being made is given up, and whoever waits for it told."""
        ...
