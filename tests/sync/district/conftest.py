"""Fixtures of stores. A test that takes `store` runs on SQLite and on a real PostgreSQL; `database` is the address of an empty PostgreSQL
database.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sync.district.sqlite_store import SqliteStore
from sync.district.store import Store
from tests.sync import postgres
from tests.sync.district.tables import Tables


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[tuple[postgres.Postgres, str]]:
    """Run one server; gives it and the name of a database with all tables."""
    if (why := postgres.missing()) is not None:
        pytest.skip(why)
    from sync.district.postgres_store import PostgresStore

    with postgres.running() as server:
        made = server.database()

        async def migrate() -> None:
            store = PostgresStore(server.address(made))
            await store.start()
            await store.stop()

        asyncio.run(migrate())
        yield server, made


@pytest.fixture
def database(postgres_server: tuple[postgres.Postgres, str]) -> str:
    """Empty the database instead of making a new one: its tables have 128 parts, which take a second to make."""
    server, made = postgres_server
    server.empty(made)
    return server.address(made)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def store_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give an address for `open_store`."""
    return str(tmp_path / "district.db") if request.param == "sqlite" else request.getfixturevalue("database")


@pytest.fixture(params=["sqlite", "postgres"])
def server_store(request: pytest.FixtureRequest) -> str:
    """Give what a server process is told of its store: nothing for SQLite, or an address."""
    return "" if request.param == "sqlite" else request.getfixturevalue("database")


@pytest.fixture
async def store(store_address: str) -> AsyncIterator[Store]:
    opened = open_store(store_address)
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
def tables(store: Store) -> Tables:
    """The tables in it, asked as the server asks."""
    return Tables(store)


def open_store(address: str) -> Store:
    """Make a store that is not started yet."""
    if not address.startswith("postgresql:"):
        return SqliteStore(Path(address))
    from sync.district.postgres_store import PostgresStore

    return PostgresStore(address)
