"""Keeps in memory what was told of the copy last, for `handbell replica status`. Knows no target."""

import time
from pathlib import Path

import msgspec

from appliance.api.feed.copy import CopyState
from sync.transport.whole_file import write_whole

READABLE = 0o644  # everybody may read it, because it names no room and no person
OLD_S = 60.0  # a status older than this is out of date, because it is written every ten seconds


def write_status(file: Path, state: CopyState) -> None:
    """Write what was told. Raises OSError."""
    write_whole(file, msgspec.json.encode(state), READABLE)


def shown(file: Path) -> str:
    """Give sentences about it, for a person."""
    try:
        state = msgspec.json.decode(file.read_bytes(), type=CopyState)
        age_s = time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return "No replica runs here. Where a copy is set up: systemctl status handbell-replica handbell-replica-far"
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return f"{file} cannot be read ({error})."
    lines = [_copy_line(state, age_s)]
    if age_s > OLD_S:
        lines.append(
            f"This was told {age_s / 60:.0f} min ago. See: systemctl status handbell-replica handbell-replica-far"
        )
    if state.trouble or state.says:
        lines.append(f"{state.trouble or 'not yet trouble'}: {state.says}")
    if state.free_mib is not None:
        lines.append(f"Room left there: {state.free_mib} MiB")
    lines.append(f"Recovery bundle there: {state.bundle_serial or 'none'}")
    lines.append(f"Written in the last hour: {state.written_bytes_hour / 1e6:.1f} MB")
    lines += [f"An older copy may survive: {each}" for each in state.survives]
    if state.survives:
        lines.append("If one is of a record that was put back, and is not wanted: handbell replica forget-earlier")
    return "\n".join(lines)


def _copy_line(state: CopyState, age_s: float) -> str:
    if not state.proved:
        return f"Copy: none is proved on {state.where}"
    ago_s = state.proved_ago_ms / 1000 + max(0.0, age_s)
    return f"Copy: up to entry {state.proved:,}, {ago_s:.0f} s ago, on {state.where}"
