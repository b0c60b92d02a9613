"""Keeps the store of a whole district with many servers in PostgreSQL, or in a database that speaks like it. Knows no entry and no request.

Each act runs in a thread with a connection of its own; rows are locked by `SELECT … FOR UPDATE`. This module is loaded only where the
address of a database is given: psycopg comes with the server's archive (`make district`).
"""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from psycopg import errors

from sync.district.migrations import MADE_FIRST, TooNew, missing
from sync.district.postgres_rot import CarefulSql, what_rotted
from sync.district.postgres_sql import ROTTEN, PostgresSql
from sync.district.store import Row, Sql, StoreUnavailable, StoreUnreadable, StoreUnusable

CONNECTIONS = (
    8  # connections of one server: two for each core of a small machine; more would only wait for the same disk
)
CONNECT_WITHIN_S = 5
LOCK_WITHIN = "10s"  # how long two servers wait for each other about one box; then the box tries again
STATEMENT_WITHIN = (
    "60s"  # a deposit takes milliseconds; a longer statement holds a lock after everybody has given up waiting
)
CHANNEL = "handbell_news"
KEEPALIVE: dict[str, Any] = {
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 4,
}  # a connection that only listens does not notice otherwise that it is dead
TRIES = 5  # how often an act is tried when another transaction gets in its way
MIGRATION_LOCK = 0x48424449  # "HBDI": servers that start at once change the tables one after the other

log = logging.getLogger("handbell.district")


class PostgresStore:
    """A database shared by any number of servers."""

    shared = True

    def __init__(self, address: str) -> None:
        self._address = address
        self._pool = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="store")
        self._connections: dict[int, psycopg.Connection[Row]] = {}  # thread → its connection
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = set[str]()
        self._troubles: asyncio.Queue[str] = asyncio.Queue()

    async def start(self) -> None:
        """Connect once, and bring the tables up to date. Raises StoreUnusable."""
        self._loop = asyncio.get_running_loop()
        try:
            await asyncio.to_thread(self._bring_up_to_date)
        except TooNew as wrong:
            raise StoreUnusable(f"the database cannot be used: {wrong}.") from wrong
        except psycopg.Error as wrong:
            raise StoreUnusable(
                f"the database cannot be used ({str(wrong).strip()}). Check the address, that PostgreSQL runs, "
                "and that its user may create tables in it."
            ) from wrong

    async def stop(self) -> None:
        """Let running acts end, and close every connection."""
        await asyncio.to_thread(self._pool.shutdown)
        for connection in self._connections.values():
            connection.close()

    async def do[Answer](self, act: Callable[[Sql], Answer]) -> Answer:
        """Run `act` in one transaction. Raises StoreUnavailable."""
        running = asyncio.get_running_loop().run_in_executor(self._pool, self._tried, act)
        return await asyncio.shield(running)  # when a caller stops waiting, what is being written is not undone

    async def say(self, word: str) -> None:
        """Tell the other servers by NOTIFY, which writes nothing and so waits for no disk. Raises StoreUnavailable."""
        await self.do(lambda sql: sql.one("SELECT pg_notify(?, ?)", CHANNEL, word))

    async def heard(self) -> AsyncIterator[str]:
        """Hear the other servers by LISTEN, on a separate connection. Raises StoreUnavailable, even where the database has no LISTEN."""
        try:
            connection = await psycopg.AsyncConnection.connect(
                self._address, autocommit=True, connect_timeout=CONNECT_WITHIN_S, **KEEPALIVE
            )
            async with connection:
                await connection.execute(f"LISTEN {CHANNEL}".encode())
                async for told in connection.notifies():
                    yield told.payload
        except psycopg.Error as wrong:
            raise StoreUnavailable(str(wrong)) from wrong

    async def troubles(self) -> AsyncIterator[str]:
        """Give tables and indexes with a damaged page, each once."""
        while True:
            yield await self._troubles.get()

    async def back_up(self) -> None:
        """Do nothing: PostgreSQL has its own tools, pg_dump and archiving of its write-ahead log."""

    async def look_over(self) -> None:
        """Do nothing: PostgreSQL has its own tools, checksums of its pages and amcheck."""

    def end_copies(self) -> None:
        """Do nothing: no copies are made here."""

    def _tried[Answer](self, act: Callable[[Sql], Answer]) -> Answer:
        """Run an act. If it meets a damaged page, run it once more with care. Raises StoreUnavailable."""
        try:
            return self._in_turn(act, PostgresSql)
        except ROTTEN as wrong:
            self._tell_people(wrong)
        try:
            return self._in_turn(act, CarefulSql)
        except ROTTEN as wrong:
            raise StoreUnreadable(str(wrong)) from wrong

    def _in_turn[Answer](self, act: Callable[[Sql], Answer], kind: type[PostgresSql]) -> Answer:
        for attempt in range(1, TRIES + 1):
            try:
                return self._in_transaction(act, kind)
            except (errors.SerializationFailure, errors.DeadlockDetected, errors.UniqueViolation) as wrong:
                if attempt == TRIES:
                    raise StoreUnavailable(str(wrong)) from wrong
                time.sleep(0.01 * 2**attempt)
            except ROTTEN:
                raise
            except (psycopg.OperationalError, psycopg.InterfaceError) as wrong:
                raise StoreUnavailable(str(wrong)) from wrong
        raise AssertionError("every way out of the loop returns or raises")

    def _in_transaction[Answer](self, act: Callable[[Sql], Answer], kind: type[PostgresSql]) -> Answer:
        sql = kind(self._connection())
        try:
            sql.begin()
            answer = act(sql)
            sql.commit()
        except BaseException:
            sql.give_up()
            raise
        return answer

    def _tell_people(self, wrong: psycopg.Error) -> None:
        """Tell people of each damaged table or index, once in a run."""
        try:
            says = what_rotted(self._connection(), wrong)
        except psycopg.Error:  # not even that can be asked
            says = f"PostgreSQL says that something of it rotted: {wrong}"
        if says not in self._told:
            self._told.add(says)
            log.error("%s", says)
            assert self._loop is not None
            with contextlib.suppress(RuntimeError):  # the loop has ended; the log has it
                self._loop.call_soon_threadsafe(self._troubles.put_nowait, says)

    def _connection(self) -> psycopg.Connection[Row]:
        """Give this thread's own connection; make a new one if it broke."""
        thread = threading.get_ident()
        connection = self._connections.get(thread)
        if connection is None or connection.closed:
            connection = self._connections[thread] = self._connect()
        return connection

    def _connect(self) -> psycopg.Connection[Row]:
        connection = psycopg.connect(self._address, autocommit=True, connect_timeout=CONNECT_WITHIN_S)
        for name, value in (("lock_timeout", LOCK_WITHIN), ("statement_timeout", STATEMENT_WITHIN)):
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        # A receipt promises that entries are on disk, so we set this whatever the database's own default is.
        connection.execute("SELECT set_config('synchronous_commit', 'on', false)")
        return connection

    def _bring_up_to_date(self) -> None:
        with contextlib.closing(self._connect()) as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
            connection.execute(MADE_FIRST)
            there = {number for (number,) in connection.execute("SELECT number FROM migration")}
            for migration in missing("postgres", there):
                connection.execute(migration.sql.encode())
                connection.execute("INSERT INTO migration VALUES (%s)", (migration.number,))
