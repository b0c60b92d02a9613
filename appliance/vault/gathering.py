"""Gathers all key files that a recovery bundle has, for whoever seals it. Writes nothing; `kinds` says which files they are."""

from collections.abc import Iterator
from pathlib import Path

from appliance.vault import files
from appliance.vault.errors import VaultError
from appliance.vault.kinds import BELOW, OWN, Kind
from appliance.vault.pairs import Pairs

type Stamp = tuple[str, int]
"""Name of a file, and when it was written."""


def gathered(keys: Path) -> tuple[tuple[str, bytes], ...]:
    """Give each file's name, relative to the folder of keys, and content, in order of name. A lost file is left out: mending names it."""
    return tuple(sorted(_contents(keys)))


def stamps(keys: Path) -> tuple[Stamp, ...]:
    """Give values that differ once any of the files was put, replaced or taken away. Cheap; may differ without need, but never fails to."""
    found = [(name, files.written_ms(keys / name)) for name, kind in OWN.items() if kind.in_bundle]
    for under, (ending, kind) in BELOW.items():
        if kind.in_bundle:
            names = (f"{under}/{name}{ending}" for name in files.names(keys / under, ending))
            found += [(name, files.written_ms(keys / name)) for name in names]
    return tuple((name, written_ms) for name, written_ms in found if written_ms is not None)


def _contents(keys: Path) -> Iterator[tuple[str, bytes]]:
    for name, kind in OWN.items():
        if kind.in_bundle:
            yield from _read(Pairs(keys, "", OWN.__getitem__, mends=False), name)
    for under, (ending, kind) in BELOW.items():
        if kind.in_bundle:
            pairs = _pairs(keys, under, kind)
            for name in pairs.names(ending):
                yield from _read(pairs, name)


def _pairs(keys: Path, under: str, kind: Kind) -> Pairs:
    return Pairs(keys, under, lambda _: kind, mends=False)


def _read(pairs: Pairs, name: str) -> Iterator[tuple[str, bytes]]:
    try:
        content = pairs.read(name)
    except VaultError:
        return
    if content is not None:
        yield pairs.relative(name), content
