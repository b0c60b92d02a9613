"""Tests a later server on the store of this one, and the way back as INSTALL says, with the backup that was made before."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.district.migrations import migrations
from tests.sync import postgres
from tests.sync.district.serving import Server, command

ROOT = Path(__file__).parents[3]
LATER = migrations("sqlite")[-1].number + 1
STEP = "CREATE TABLE later (n INTEGER PRIMARY KEY)"
START = "import sys; sys.path.insert(0, {at!r}); from sync.district.command import main; sys.exit(main(sys.argv[1:]))"


def later(folder: Path) -> list[str]:
    """Make the program as it will be with one more step."""
    for package in ("appliance", "sync"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for kind, strict in (("sqlite", " STRICT"), ("postgres", "")):
        (folder / f"sync/district/schema/{kind}_{LATER:03}.sql").write_text(f"{STEP}{strict};\n")
    return [sys.executable, "-c", START.format(at=str(folder))]


def sqlite_backup(server: Server, folder: Path) -> Callable[[], None]:
    """Make a backup while the server runs; gives what puts it back while the server is stopped."""
    assert command("backup", str(folder / "before.db"), "--data", str(server.data)).returncode == 0

    def put_back() -> None:
        for name in ("district.db-wal", "district.db-shm"):
            (server.data / name).unlink(missing_ok=True)
        shutil.copy(folder / "before.db", server.folder.database)

    return put_back


def postgres_backup(database: postgres.Postgres, name: str, folder: Path) -> Callable[[], None]:
    """Make a backup with PostgreSQL's own programs; gives what puts it back."""

    def does(program: str, *words: str) -> None:
        found = postgres.program(program)
        assert found is not None
        environment = {**os.environ, **database.environment(), "PGHOST": str(database.folder), "PGUSER": database.user}
        done = subprocess.run([found, *words], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    does("pg_dump", "-Fc", "-f", str(folder / "before.dump"), name)

    def put_back() -> None:
        does("dropdb", name)
        does("createdb", name)
        does("pg_restore", "-d", name, str(folder / "before.dump"))

    return put_back


def buildings(server: Server) -> str:
    return command("buildings", "--data", str(server.data)).stdout


@pytest.mark.parametrize(
    "kind", [pytest.param("sqlite", marks=pytest.mark.slow), pytest.param("postgres", marks=pytest.mark.proof)]
)
def test_a_later_one_goes_on_with_the_store_and_this_one_is_put_back_with_its_backup(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    address, name = "", ""
    if kind == "postgres":
        database, _ = request.getfixturevalue("postgres_server")
        name = database.database()
        address = database.address(name)
    server = Server(tmp_path / "district", address).init().start()
    server.token("Fox Hollow")
    put_back = postgres_backup(database, name, tmp_path) if name else sqlite_backup(server, tmp_path)
    assert server.stop() == 0

    now, server.program = server.program, later(tmp_path / "program")
    server.start().token("Lark")
    assert "Fox Hollow: a token waits" in buildings(server) and "Lark" in buildings(server)
    assert server.stop() == 0

    refused = command("serve", "--data", str(server.data), "--listen", "127.0.0.1:0", store=address)
    assert refused.returncode == 1
    assert f"a later Handbell changed its tables (they are at step {LATER}" in refused.stderr
    assert "put back the backup" in refused.stderr and "disk is full" not in refused.stderr

    put_back()
    server.program = now
    server.start()
    assert "Fox Hollow: a token waits" in buildings(server) and "Lark" not in buildings(server)
    assert server.stop() == 0
