"""A copy's two databases out of what lies at a target, by Litestream's own restore. Believes nothing of them: whoever reads them does.

Entries first, wraps after: of a target that is still written to, the wraps are then those of these entries or newer.
"""

import subprocess
from pathlib import Path

import msgspec

from sync.replica.chain import last_in
from sync.replica.faults import SILENT, CopyFault
from sync.replica.marker import MIRROR, WRAPS, CopyMarker, generation_name
from sync.replica.target import Target
from sync.replica.troubles import fault_of
from sync.transport.whole_file import write_whole

WITHIN_S = 900.0  # 200,000 entries take 2 s from a folder; a slow line has 220 MB to carry
TRIES_MAX = 12  # states of before, each some seconds at most: what rots is one file, and joined ones hold the same
SETTINGS = "giving-back.yml"

FILES = {MIRROR: "mirror.db", WRAPS: "wraps.db"}


def give_back(target: Target, marker: CopyMarker, to: Path, program: Path) -> None:
    """Both, as they are now, into a folder that has neither. Raises CopyFault, OSError."""
    for what, generation in ((MIRROR, marker.mirror), (WRAPS, marker.wraps)):
        _one(target, generation_name(what, generation), to / FILES[what], program)


def give_back_what_is_whole(target: Target, marker: CopyMarker, to: Path, program: Path) -> None:
    """The same; where the newest of it is damaged, as it was a little before. Raises as above, for what is wrong with the newest."""
    for what, generation in ((MIRROR, marker.mirror), (WRAPS, marker.wraps)):
        give_one_back(target, generation_name(what, generation), to / FILES[what], program)


def give_one_back(target: Target, generation: str, out: Path, program: Path) -> bool:
    """One database; whether as it is now: where the newest is damaged, it is as it was a little before. Raises as above."""
    try:
        _one(target, generation, out, program)
    except CopyFault:
        if not _older(target, generation, out, program):
            raise
        return False
    return True


def _older(target: Target, name: str, out: Path, program: Path) -> bool:
    """Whether one of the states before it could be had."""
    newest_first = sorted({last for each in target.files(name) if (last := last_in(*each))}, reverse=True)
    for last in newest_first[:TRIES_MAX]:
        for left in out.parent.glob(f"{out.name}*"):
            left.unlink()
        try:
            _one(target, name, out, program, last)
        except CopyFault:
            continue
        return True
    return False


def _one(target: Target, name: str, out: Path, program: Path, last: int | None = None) -> None:
    settings = out.parent / SETTINGS
    of = f"/nowhere/{out.name}"  # it wants the name of what it restores, and looks at nothing there
    write_whole(settings, msgspec.json.encode({"dbs": [{"path": of, "replica": target.litestream(name)}]}))
    words = [str(program), "restore", "-config", str(settings), "-no-expand-env", "-o", str(out)]
    words += ["-txid", f"{last:016x}"] if last is not None else []
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(out.parent), **target.environment()}
    try:
        done = subprocess.run(
            [*words, of],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=WITHIN_S,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired as late:
        raise CopyFault(SILENT, f"{target.says} did not give the copy back within {WITHIN_S:.0f} s.") from late
    finally:
        settings.unlink()  # it may hold a password
    if done.returncode or not out.exists():
        raise fault_of(done.stderr.strip() or f"{name} is not there", target.says)
