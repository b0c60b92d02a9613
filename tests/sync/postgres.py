"""A real PostgreSQL of our own in a folder that is thrown away: one server a test run, one database a test."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STARTS_WITHIN_S = 90.0
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # our servers are killed, the machine is not
    "max_connections": "60",
    "shared_buffers": "32MB",
    "max_locks_per_transaction": "256",  # a migration makes 128 parts at once
}
TABLES = (
    "setting", "building", "box", "entry", "side_entry", "wrap", "receipt", "urgent", "fork", "rolled_back", "notice", "token",
    "certificate", "audit", "damage", "renewal",
)  # fmt: skip


def program(name: str) -> str | None:
    """Path of one of PostgreSQL's programs, which Debian keeps out of PATH."""
    found = [shutil.which(name), *map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True))]
    return next((path for path in found if path), None)


def missing() -> str | None:
    """Why there can be no PostgreSQL here."""
    if program("initdb") is None or program("postgres") is None:
        return "PostgreSQL is not installed: sudo apt-get install postgresql"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed: pip install 'psycopg[binary]'"
    return None


class Postgres:
    """A running server; `database()` makes an address of a fresh database."""

    def __init__(self, folder: Path, user: str) -> None:
        self.folder = folder
        self.user = user

    def address(self, database: str = "postgres") -> str:
        return f"postgresql://{self.user}@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def database(self, template: str = "template1") -> str:
        """The name of a new database like `template`."""
        name = f"d{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def empty(self, name: str) -> None:
        """Take every row out of a district's tables."""
        import psycopg

        with psycopg.connect(self.address(name)) as connection:
            connection.execute("SET session_replication_role = replica")  # also where a trigger forbids it
            for table in TABLES:
                connection.execute(f"DELETE FROM {table}".encode())
            connection.execute("UPDATE counter SET n = 0")


@contextmanager
def running(**other: str) -> Iterator[Postgres]:
    """A server until the block ends, with `other` settings than SETTINGS where given.

    It refuses to run as root, so there it runs as `postgres` or `nobody`.
    """
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # a socket's path has at most 107 bytes
    os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data = folder / "data"
    log = (folder / "log").open("wb")
    initdb, postgres = program("initdb"), program("postgres")
    assert initdb is not None and postgres is not None
    as_user = {"user": user} if os.geteuid() == 0 else {}
    environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    init = [initdb, "-D", str(data), "-A", "trust", "-U", user, "--no-sync", "-E", "UTF8"]
    subprocess.run(init, check=True, stdout=log, stderr=log, cwd=folder, env=environment, **as_user)  # type: ignore[call-overload]
    settings = [part for name, value in (SETTINGS | other).items() for part in ("-c", f"{name}={value}")]
    server = subprocess.Popen(  # type: ignore[call-overload]
        [postgres, "-D", str(data), "-k", str(folder), *settings],
        stdout=log, stderr=log, cwd=folder, env=environment, **as_user,
    )  # fmt: skip
    try:
        found = Postgres(folder, user)
        _wait(found, server)
        yield found
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str:
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _wait(found: Postgres, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    ends = time.monotonic() + STARTS_WITHIN_S
    while True:
        assert server.poll() is None, (found.folder / "log").read_text()
        try:
            psycopg.connect(found.address(), connect_timeout=2).close()
        except psycopg.OperationalError:
            assert time.monotonic() < ends, (found.folder / "log").read_text()
            time.sleep(0.05)
        else:
            return
