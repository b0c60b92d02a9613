"""Holds files and links as values, before anything is written. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

PUBLIC = 0o644


@dataclass(frozen=True, slots=True)
class File:
    """A file's bytes and rights."""

    data: bytes
    mode: int = PUBLIC


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link."""

    target: str


type Files = Mapping[str, File | Link]
