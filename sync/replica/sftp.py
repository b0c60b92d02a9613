"""Keeps a copy in a folder of another machine, over SFTP by OpenSSH's own client. Knows how files lie there, and not what is in them.

The machine's host key is pinned: another key is refused, and no person is ever asked. Each act is one session.
"""

import re
import subprocess
from pathlib import Path

from sync.replica.chain import LEVELS
from sync.replica.faults import REFUSED, SILENT, CopyFault
from sync.replica.marker import FOLDER, LATEST, MARKER_LEN_MAX, is_id, prefix
from sync.replica.troubles import fault_of
from sync.replica.where import Sftp, kind_of
from sync.transport.whole_file import write_whole

WITHIN_S = 18.0  # below the deadline of the caller (`worker.py`)
CONNECT_S = 8
NAME = "handbell-copy"  # the name of the host in our file of host keys, whatever its address is
LEVELS_THERE = range(10)  # all levels that Litestream can make, for removing a generation
OTHERS_MAX = 16  # boxes of one building: a building has few over the years

_LINE = re.compile(r"(?P<kind>[-dl])\S{9}\s+\S+\s+\S+\s+\S+\s+(?P<size>[0-9]+)\s.*?(?P<name>[^/\s]+)")
_LISTS = re.compile(r"sftp> -ls -ln (?P<folder>\S+)")
_FREE = re.compile(r"\s*[0-9]+\s+[0-9]+\s+(?P<free>[0-9]+)\s+[0-9]+\s+[0-9]+%")
_MISSING = re.compile(r"not found|No such file", re.IGNORECASE)


class SftpTarget:
    """A folder of another machine as a target. Made by `open_sftp`."""

    def __init__(self, where: Sftp, building: bytes, box: bytes, secrets: Path) -> None:
        self.kind = kind_of(where)
        self.says = where.says
        self._where = where
        self._root = where.path.rstrip("/") or "/"
        self._building = f"{self._root}/{FOLDER}/{building.hex()}"
        self._at = f"{self._root}/{prefix(building, box)}"
        self._key = secrets / "copy.key"
        self._hosts = secrets / "copy.hosts"
        self._brought = secrets / "copy.brought"
        write_whole(self._key, where.key.rstrip().encode() + b"\n")
        write_whole(self._hosts, f"{NAME} {' '.join(where.host_key.split()[:2])}\n".encode())

    def begin(self) -> None:
        """Make our folders. Raises CopyFault where the folder for all copies does not exist."""
        try:
            self._session(f"cd {self._root}")
        except CopyFault as fault:
            if _MISSING.search(fault.says):
                raise CopyFault(REFUSED, f"{self.says} has no folder {self._root}: make it there.") from fault
            raise
        self._session(f"-mkdir {self._root}/{FOLDER}", f"-mkdir {self._building}", f"-mkdir {self._at}")
        self._session(f"cd {self._at}")

    def check(self) -> None:
        """Do nothing: the next act would find anything that is wrong."""

    def read(self, name: str, most: int) -> bytes | None:
        """Read a file of at most so many bytes; None where there is none, or it is longer."""
        return self._read(f"{self._at}/{name}", most)

    def write(self, name: str, data: bytes) -> None:
        """Write the whole file in place of any file of this name: OpenSSH renames over it."""
        write_whole(self._brought, data)
        to = f"{self._at}/{name}"
        self._session(f"put {self._brought} {to}.unfinished", f"rename {to}.unfinished {to}")

    def names(self, folder: str = "") -> list[tuple[str, int]]:
        """List what lies directly in a folder, with sizes; a folder has size 0."""
        return self._list(f"{self._at}/{folder}".rstrip("/"))

    def files(self, generation: str) -> list[tuple[str, int]]:
        """List Litestream's files of a generation, of all levels, with sizes, in one session."""
        at = f"{self._at}/{generation}"
        found = self._listed(*(f"{at}/ltx/{level}" for level in LEVELS))
        return [(f"{folder.removeprefix(f'{at}/')}/{name}", size) for folder, name, size in found]

    def remove(self, name: str) -> bool:
        """Remove a file, or as much of a generation as one session can; False where some of it is left. Raises CopyFault
        where we may not.
        """
        at = f"{self._at}/{name}"
        if "/" in name or "-" not in name or name.startswith("bundle-"):
            self._session(f"-rm {at}")
            return True
        levels = [f"{at}/ltx/{level}" for level in LEVELS_THERE]
        emptied = [words for level in levels for words in (f"-rm {level}/*", f"-rmdir {level}")]
        try:
            self._session(*emptied, f"-rmdir {at}/ltx", f"-rmdir {at}")
        except CopyFault as fault:
            if fault.cause != SILENT:
                raise
        return all(left != name for left, _ in self.names())

    def others(self) -> dict[str, bytes]:
        """Give the markers of other boxes of this building, by box."""
        found = {}
        for name, _ in self._list(self._building)[:OTHERS_MAX]:
            if f"{self._building}/{name}" != self._at:
                data = self._read(f"{self._building}/{name}/{LATEST}", MARKER_LEN_MAX)
                if data is not None:
                    found[name] = data
        return found

    def everywhere(self, most: int) -> dict[tuple[str, str], bytes]:
        """Give the markers of boxes of all buildings, by both ids; at most so many, and always in four sessions."""
        copies = f"{self._root}/{FOLDER}"
        buildings = [name for _, name, _ in self._listed(copies) if is_id(name)]
        boxes = [
            f"{folder}/{name}"
            for folder, name, _ in self._listed(*(f"{copies}/{each}" for each in buildings))
            if is_id(name)
        ]
        there = [
            folder
            for folder, _, size in self._listed(*(f"{each}/{LATEST}" for each in boxes))
            if size <= MARKER_LEN_MAX
        ][:most]
        brought = [self._brought.with_suffix(f".{place}") for place in range(len(there))]
        try:
            self._session(*(f"-get {path} {to}" for path, to in zip(there, brought, strict=True)))
            read = {_ids(path): to.read_bytes() for path, to in zip(there, brought, strict=True) if to.exists()}
        finally:
            for each in brought:
                each.unlink(missing_ok=True)
        return read

    def free_mib(self) -> int | None:
        """Give how much room is left; None where the server does not say."""
        try:
            said = self._session(f"-df {self._root}")
        except CopyFault:
            return None
        found = next((row for line in said.splitlines() if (row := _FREE.fullmatch(line))), None)
        return int(found["free"]) // 1024 if found else None

    def litestream(self, name: str) -> dict[str, object]:
        """Give the settings that Litestream needs to write to this folder."""
        host, port = self._where.address
        return {
            "type": "sftp",
            "host": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "user": self._where.user,
            "path": f"{self._at}/{name}",
            "key-path": str(self._key),
            "host-key": " ".join(self._where.host_key.split()[:2]),
        }

    def environment(self) -> dict[str, str]:
        """Give nothing: SFTP needs no environment."""
        return {}

    def _read(self, path: str, most: int) -> bytes | None:
        there = self._list(path)
        if not there or there[0][1] > most:
            return None
        self._brought.unlink(missing_ok=True)
        self._session(f"-get {path} {self._brought}")
        try:
            data = self._brought.read_bytes()
        except FileNotFoundError:  # the file was removed meanwhile
            return None
        finally:
            self._brought.unlink(missing_ok=True)
        return data if len(data) <= most else None

    def _list(self, *folders: str) -> list[tuple[str, int]]:
        return [(name, size) for _, name, size in self._listed(*folders)]

    def _listed(self, *folders: str) -> list[tuple[str, str, int]]:
        """List folders: give the folder, each name in it and its size. The client repeats each command before its answer."""
        if not folders:
            return []
        found, folder = [], ""
        for line in self._session(*(f"-ls -ln {folder}" for folder in folders)).splitlines():
            if act := _LISTS.fullmatch(line):
                folder = act["folder"]
            elif row := _LINE.fullmatch(line):
                found.append((folder, row["name"], 0 if row["kind"] == "d" else int(row["size"])))
        return found

    def _session(self, *acts: str) -> str:
        """Run the commands in one session, and give the answer. A command that begins with a dash may miss its file; any other failure
        counts. Raises CopyFault.
        """
        try:
            done = subprocess.run(
                self._words(),
                input="\n".join(acts) + "\n",
                capture_output=True,
                text=True,
                errors="replace",
                timeout=WITHIN_S,
                check=False,
                env={"PATH": "/usr/bin:/bin", "HOME": str(self._key.parent), "LC_ALL": "C"},
            )
        except subprocess.TimeoutExpired as late:
            raise CopyFault(SILENT, f"{self.says} has not answered for {WITHIN_S:.0f} s.") from late
        wrong = [line for line in done.stderr.splitlines() if line.strip() and not _expected(line)]
        if done.returncode or any("ermission denied" in line for line in wrong):
            raise fault_of(
                " ".join(wrong or done.stderr.splitlines()) or f"sftp ended with {done.returncode}", self.says
            )
        return done.stdout

    def _words(self) -> list[str]:
        host, port = self._where.address
        options = {
            "BatchMode": "yes",
            "StrictHostKeyChecking": "yes",
            "UserKnownHostsFile": str(self._hosts),
            "GlobalKnownHostsFile": "/dev/null",
            "HostKeyAlias": NAME,
            "HostKeyAlgorithms": _algorithms(self._where.host_key),
            "IdentitiesOnly": "yes",
            "IdentityFile": str(self._key),
            "ConnectTimeout": str(CONNECT_S),
        }
        words = ["sftp", "-F", "/dev/null", "-b", "-", "-P", str(port)]
        for name, value in options.items():
            words += ["-o", f"{name}={value}"]
        return [*words, f"{self._where.user}@{f'[{host}]' if ':' in host else host}"]


def open_sftp(where: Sftp, building: bytes, box: bytes, secrets: Path) -> SftpTarget:
    """Open the target, reach it once, and make our folders. Raises CopyFault."""
    target = SftpTarget(where, building, box, secrets)
    target.begin()
    return target


def _ids(marker: str) -> tuple[str, str]:
    """Give the building and box whose marker has this path."""
    _, building, box, _ = marker.rsplit("/", 3)
    return building, box


def _expected(line: str) -> bool:
    """Whether this line is an answer and no failure: something is not there, or is there already."""
    return bool(_MISSING.search(line)) or "remote mkdir" in line or "remote rmdir" in line


def _algorithms(host_key: str) -> str:
    """Allow only algorithms of the pinned key's kind: a server with several host keys would else show another one."""
    kind = host_key.split(maxsplit=1)[0]
    return "rsa-sha2-512,rsa-sha2-256" if kind == "ssh-rsa" else kind
