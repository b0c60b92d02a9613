"""The ways in which a data folder rots: a bit, a sector, a page or a whole file, one at a time.

Knows files and pages, and nothing of what is in them.

for rot in everything(base, older): spoil(data, rot, older) # `data` is a copy of `base`
"""

import enum
import os
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

PAGE_BYTES = 2048  # of every record (`database.PAGE_BYTES`)
FRAME_BYTES = (
    24 + PAGE_BYTES
)  # the frame size of its log, whose header has 32 bytes (https://www.sqlite.org/fileformat2.html, section 4)
LOG_HEADER_BYTES = 32
SECTOR_BYTES = 64
DATABASE, LOG = "logbook/logbook.db", "logbook/logbook.db-wal"


class Way(enum.StrEnum):
    """What happens. The first five happen to one named piece of the file, the others to the whole file."""

    FLIPPED = "one bit flipped"
    SECTOR = "64 bytes zero"
    SCRIBBLED = "64 bytes of garbage"
    ZEROED = "the piece zero"
    GARBAGE = "the piece garbage"
    HALF = "cut to half"
    ONE = "cut to one byte"
    EMPTY = "empty"
    REMOVED = "removed"
    OLDER = "exchanged for an older one"
    FOLDER = "a folder in its place"
    MODE = "mode 000"


IN_PIECE = (Way.FLIPPED, Way.SECTOR, Way.SCRIBBLED, Way.ZEROED, Way.GARBAGE)
OF_FILE = tuple(way for way in Way if way not in IN_PIECE)


class Rot(msgspec.Struct, frozen=True):
    """One thing that happens to one file, whose name starts at the data folder. `seed` chooses the place in the piece, and the garbage."""

    file: str
    way: Way
    begin: int = 0
    end: int = 0
    seed: int = 0

    def __str__(self) -> str:
        where = f", bytes {self.begin} to {self.end}" if self.way in IN_PIECE else ""
        return f"{self.file}{where}: {self.way} (seed {self.seed})"


def everything(base: Path, older: Path, seed: int = 0) -> list[Rot]:
    """Give all that may happen: to each page of the database, each used frame of the log, and each other file, in every way."""
    found: list[Rot] = []
    for path in sorted(each for each in base.rglob("*") if each.is_file()):
        name = str(path.relative_to(base))
        found += [Rot(name, way, begin, end) for begin, end in pieces(path) for way in IN_PIECE]
        found += [Rot(name, way) for way in OF_FILE if way is not Way.OLDER or _differs(path, older / name)]
    gone = (each.relative_to(older) for each in sorted(older.rglob("*")) if each.is_file())
    found += [Rot(str(name), Way.OLDER) for name in gone if not (base / name).exists()]
    return [msgspec.structs.replace(each, seed=seed + number) for number, each in enumerate(found)]


def sample(of_bases: Mapping[str, Sequence[Rot]], dice: random.Random, count: int) -> list[tuple[str, Rot]]:
    """Choose so many of them, each with its base: every page and frame in one way, every other file in every way in one of the bases, and
    more of all.
    """
    everywhere = [(base, rot) for base, rots in of_bases.items() for rot in rots]
    kinds: dict[object, list[tuple[str, Rot]]] = {}
    for base, rot in everywhere:
        page = rot.file in (DATABASE, LOG) and rot.way in IN_PIECE
        kinds.setdefault((base, rot.file, rot.begin) if page else (rot.file, rot.begin, rot.way), []).append(
            (base, rot)
        )
    chosen = [dice.choice(alike) for alike in kinds.values()]
    left = sorted(set(everywhere) - set(chosen), key=str)
    chosen += dice.sample(left, max(0, min(count - len(chosen), len(left))))
    dice.shuffle(chosen)
    return chosen


def pieces(path: Path) -> Iterator[tuple[int, int]]:
    """Give where the pages or frames of a file begin and end; any other file is one piece. Of a log, give only the frames that were
    written.
    """
    length = path.stat().st_size
    if path.name.endswith("-wal"):
        data = path.read_bytes()
        yield 0, min(LOG_HEADER_BYTES, length)
        for begin in range(LOG_HEADER_BYTES, length - FRAME_BYTES + 1, FRAME_BYTES):
            if any(data[begin : begin + FRAME_BYTES]):
                yield begin, begin + FRAME_BYTES
    elif path.suffix == ".db":
        yield from ((begin, begin + PAGE_BYTES) for begin in range(0, length, PAGE_BYTES))
    elif length:
        yield 0, length


def spoil(data: Path, rot: Rot, older: Path) -> None:
    """Do this damage below `data`."""
    path, dice = data / rot.file, random.Random(rot.seed)
    match rot.way:
        case Way.REMOVED:
            path.unlink()
        case Way.OLDER:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(older / rot.file, path)
        case Way.FOLDER:
            path.unlink()
            path.mkdir(mode=0o700)
        case Way.MODE:
            path.chmod(0)
        case Way.HALF | Way.ONE | Way.EMPTY:
            length = {Way.HALF: path.stat().st_size // 2, Way.ONE: 1, Way.EMPTY: 0}[rot.way]
            with path.open("r+b") as file:
                file.truncate(length)
        case _:
            whole = bytearray(path.read_bytes())
            whole[rot.begin : rot.end] = _spoiled(whole[rot.begin : rot.end], rot.way, dice)
            times = path.stat()
            path.write_bytes(whole)
            os.utime(
                path, ns=(times.st_atime_ns, times.st_mtime_ns)
            )  # keep the file's times: a card that forgets tells nobody


def _spoiled(piece: bytearray, way: Way, dice: random.Random) -> bytes:
    if way is Way.FLIPPED:
        piece[dice.randrange(len(piece))] ^= 1 << dice.randrange(8)
    elif way in {Way.SECTOR, Way.SCRIBBLED}:
        at = dice.randrange(0, len(piece), SECTOR_BYTES)
        length = min(SECTOR_BYTES, len(piece) - at)
        piece[at : at + length] = bytes(length) if way is Way.SECTOR else dice.randbytes(length)
    else:
        piece[:] = bytes(len(piece)) if way is Way.ZEROED else dice.randbytes(len(piece))
    return bytes(piece)


def _differs(path: Path, older: Path) -> bool:
    return older.is_file() and older.read_bytes() != path.read_bytes()
