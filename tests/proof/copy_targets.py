"""Makes targets for a copy that a test can kill: a stick is pulled, a server ends in the middle of every session.

`root` is where the files lie.

with target_of("sftp", folder) as target: target.dies() target.lives()
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sync.replica.folder import prepare
from tests.sync.replica.servers import S3Server, SftpServer, s3_server, sftp_server


class Folder:
    """A stick. To kill it is to pull it."""

    def __init__(self, at: Path) -> None:
        self._at = at
        self._pulled = at.with_name("pulled")
        at.mkdir()
        prepare(at)
        self.where = {"to": "folder", "path": str(at)}

    @property
    def root(self) -> Path:
        return self._pulled if self._pulled.exists() else self._at

    def dies(self) -> None:
        """Pull the stick. Nothing can be written at its place then: on a box that place is root's."""
        self._at.rename(self._pulled)
        while not self._at.is_file():
            shutil.rmtree(self._at, ignore_errors=True)  # Litestream may make the folder again at this very moment
            with suppress(OSError):
                self._at.touch()

    def lives(self) -> None:
        if self._pulled.exists():
            self._at.unlink()
            self._pulled.rename(self._at)


class Sftp:
    """A machine with SFTP. To kill it is to end it in the middle of every session."""

    def __init__(self, server: SftpServer) -> None:
        self._server = server
        self._runs = True
        self.where = server.where()
        self.root = server.root

    def dies(self) -> None:
        self._server.stops()
        self._runs = False

    def lives(self) -> None:
        if not self._runs:
            self._server.starts()
            self._runs = True


class S3:
    """A server of a bucket. To kill it is to end it in the middle of every upload."""

    def __init__(self, server: S3Server) -> None:
        self._server = server
        self.where = server.where(path="")
        self.root = server.root

    def dies(self) -> None:
        self._server.stops()

    def lives(self) -> None:
        if not self._server.runs:
            self._server.starts()


type Target = Folder | Sftp | S3


@contextmanager
def target_of(kind: str, folder: Path) -> Iterator[Target]:
    """Make a target. `kind` is folder, sftp or s3."""
    if kind == "folder":
        yield Folder(folder / "stick")
    elif kind == "sftp":
        with sftp_server(folder / "server") as server:
            yield Sftp(server)
    else:
        with s3_server(folder / "server") as server_of_buckets:
            yield S3(server_of_buckets)
