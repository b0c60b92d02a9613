"""Runs a real PostgreSQL of our own in a folder that is thrown away: one server for a test run, one database for a test."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STARTS_WITHIN_S = 90.0
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # our servers are killed, but the machine is not
    "max_connections": "60",
    "shared_buffers": "32MB",
    "max_locks_per_transaction": "256",  # a migration makes 128 parts at once
}
TABLES = (
    "setting", "building", "box", "entry", "side_entry", "wrap", "receipt", "urgent", "fork", "rolled_back", "notice", "token",
    "certificate", "audit", "damage", "renewal",
)  # fmt: skip


def program(name: str) -> str | None:
    """Give the path of one of PostgreSQL's programs, which Debian keeps out of PATH."""
    found = [shutil.which(name), *map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True))]
    return next((path for path in found if path), None)


def missing() -> str | None:
    """Say why there can be no PostgreSQL on this machine, or give None."""
    if program("initdb") is None or program("postgres") is None:
        return "PostgreSQL is not installed: sudo apt-get install postgresql"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed: pip install 'psycopg[binary]'"
    return None


class Postgres:
    """A server; `database()` makes an address of a fresh database."""

    def __init__(self, folder: Path, user: str, settings: dict[str, str]) -> None:
        self.folder = folder
        self.user = user
        self._settings = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server. It refuses to run as root, so then it runs as `postgres` or `nobody`."""
        with (self.folder / "log").open("ab") as log:
            as_user = {"user": self.user} if os.geteuid() == 0 else {}
            self._server = subprocess.Popen(  # type: ignore[call-overload]
                [program("postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder), *self._settings],
                stdout=log, stderr=log, cwd=self.folder, env=self.environment(), **as_user,
            )  # fmt: skip
        _wait(self, self._server)

    def stop(self) -> None:
        """Stop the server; then everything is in its files."""
        if self._server is None:
            return
        self._server.send_signal(signal.SIGINT)  # after SIGINT the server does not wait until connections end
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()

    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        return {**os.environ, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}

    def address(self, database: str = "postgres") -> str:
        return f"postgresql://{self.user}@/{database}?host={self.folder}"

    def run(self, *statements: str) -> None:
        """Run these statements one after the other, in one session."""
        import psycopg

        with psycopg.connect(self.address(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def asked(self, question: str) -> tuple[Any, ...]:
        """Give the first row of the answer."""
        import psycopg

        with psycopg.connect(self.address()) as connection:
            row = connection.execute(question.encode()).fetchone()
        assert row is not None
        return row

    def database(self, template: str = "template1") -> str:
        """Make a new database like `template`; give its name."""
        name = f"d{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def empty(self, name: str) -> None:
        """Remove every row of a district's tables."""
        import psycopg

        with psycopg.connect(self.address(name)) as connection:
            connection.execute("SET session_replication_role = replica")  # so that no trigger forbids it
            for table in TABLES:
                connection.execute(f"DELETE FROM {table}".encode())
            connection.execute("UPDATE counter SET n = 0")


@contextmanager
def running(**other: str) -> Iterator[Postgres]:
    """Run a server until the block ends, with `other` settings in place of SETTINGS where given. Its pages have checksums."""
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # a socket's path has at most 107 bytes
    os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    found = Postgres(folder, user, SETTINGS | other)
    as_user = {"user": user} if os.geteuid() == 0 else {}
    init = [program("initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", user, "--no-sync", "-E", "UTF8", "-k"]
    with (folder / "log").open("wb") as log:
        subprocess.run(init, check=True, stdout=log, stderr=log, cwd=folder, env=found.environment(), **as_user)  # type: ignore[call-overload]
    try:
        found.start()
        yield found
    finally:
        found.stop()
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
