"""A copy's two databases out of what lies at a target, by Litestream's own restore. Believes nothing of them: whoever reads them does.

Entries first, wraps after: of a target that is still written to, the wraps are then those of these entries or newer.
"""

import subprocess
from pathlib import Path

import msgspec

from sync.replica.faults import SILENT, CopyFault
from sync.replica.marker import MIRROR, WRAPS, CopyMarker, generation_name
from sync.replica.target import Target
from sync.replica.troubles import fault_of
from sync.transport.whole_file import write_whole

WITHIN_S = 900.0  # 200,000 entries take 2 s from a folder; a slow line has 220 MB to carry
SETTINGS = "giving-back.yml"

FILES = {MIRROR: "mirror.db", WRAPS: "wraps.db"}


def give_back(target: Target, marker: CopyMarker, to: Path, program: Path) -> None:
    """Both, into a folder that has neither. Raises CopyFault, OSError."""
    for what, generation in ((MIRROR, marker.mirror), (WRAPS, marker.wraps)):
        _one(target, generation_name(what, generation), to / FILES[what], program)


def _one(target: Target, name: str, out: Path, program: Path) -> None:
    settings = out.parent / SETTINGS
    of = f"/nowhere/{out.name}"  # it wants the name of what it restores, and looks at nothing there
    write_whole(settings, msgspec.json.encode({"dbs": [{"path": of, "replica": target.litestream(name)}]}))
    words = [str(program), "restore", "-config", str(settings), "-no-expand-env", "-o", str(out), of]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(out.parent), **target.environment()}
    try:
        done = subprocess.run(
            words, capture_output=True, text=True, errors="replace", timeout=WITHIN_S, check=False, env=environment
        )
    except subprocess.TimeoutExpired as late:
        raise CopyFault(SILENT, f"{target.says} did not give the copy back within {WITHIN_S:.0f} s.") from late
    finally:
        settings.unlink()  # it may hold a password
    if done.returncode or not out.exists():
        raise fault_of(done.stderr.strip() or f"{name} is not there", target.says)
