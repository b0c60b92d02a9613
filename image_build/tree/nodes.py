"""Keeps a root as a table of paths before it is written: from layers, from our files, from text. It does not look at their content."""

import io
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

ROOT = "root"


@dataclass(frozen=True, slots=True)
class Node:
    """One path: what a tar says of it, and where its bytes are."""

    info: tarfile.TarInfo
    layer: tarfile.TarFile | None = None
    content: bytes = b""

    def opened(self) -> IO[bytes] | None:
        """Open the bytes of a file; None if it is no file."""
        if not self.info.isreg():
            return None
        return io.BytesIO(self.content) if self.layer is None else self.layer.extractfile(self.info)


@dataclass(slots=True)
class Tree:
    """Paths (`./etc/hosts`) and what is there. What is put in later replaces what was there."""

    nodes: dict[str, Node] = field(default_factory=dict)

    def lay(self, layer: tarfile.TarFile) -> None:
        """Take everything in a layer's tar. A folder that is there already keeps its first owner and mode."""
        for info in layer:
            name = named(info.name)
            if info.isdir() and name in self.nodes and self.nodes[name].info.isdir():
                continue
            info.name = name
            if info.islnk():
                info.linkname = named(info.linkname)
            self.nodes[name] = Node(info, layer)

    def text(self, path: str) -> str:
        """Return the text of a file of the tree. Raises KeyError."""
        node = self.nodes[path]
        source = node.opened()
        assert source is not None, path
        return source.read().decode()

    def put(self, path: str, content: bytes, *, mode: int = 0o644, group: int = 0) -> None:
        """Put a file in that belongs to root."""
        info = _info(path, tarfile.REGTYPE, mode)
        info.size, info.gid = len(content), group
        self._place(path, Node(info, content=content))

    def link(self, path: str, to: str) -> None:
        """Put a symbolic link in."""
        info = _info(path, tarfile.SYMTYPE, 0o777)
        info.linkname = to
        self._place(path, Node(info))

    def folder(self, path: str, *, mode: int = 0o755, owner: int = 0, group: int = 0) -> None:
        """Put a folder in. If it is there already, it gets this owner and mode."""
        info = _info(path, tarfile.DIRTYPE, mode)
        info.uid, info.gid = owner, group
        self._place(path, Node(info))

    def files(self, folder: Path) -> None:
        """Put every file below `folder` in, at its own place. Files that begin with `#!` may be started."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                mode = 0o755 if content.startswith(b"#!") and not path.name.endswith(".conf") else 0o644
                self.put(f"./{path.relative_to(folder)}", content, mode=mode)

    def forget(self, paths: Iterable[str]) -> None:
        """Take these paths away."""
        for path in list(paths):
            del self.nodes[path]

    def _place(self, path: str, node: Node) -> None:
        for parent in list(PurePosixPath(path).parents)[-2::-1]:
            name = named(str(parent))
            if name not in self.nodes:
                self.nodes[name] = Node(_info(name, tarfile.DIRTYPE, 0o755))
            assert self.nodes[name].info.isdir(), f"{path}: {name} is not a folder"
        self.nodes[path] = node


def named(name: str) -> str:
    """Return a path in this table's form: `./etc/hosts`, and `.` for the root itself."""
    plain = name.removeprefix("./").strip("/")
    return f"./{plain}" if plain not in {"", "."} else "."


def _info(path: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(path)
    info.type, info.mode, info.uname, info.gname = kind, mode, ROOT, ROOT
    return info
