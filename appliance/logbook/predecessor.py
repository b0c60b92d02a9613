"""Keeps which box's record goes on here, and from where: a restore writes it beside the record, for later starts. Judges nothing.

<logbook>/predecessor      written once, before the record is put in its place; read at each start
"""

from pathlib import Path

import msgspec

from appliance.core.ground.words import RestoredBy
from appliance.plan.mistakes import counted
from appliance.vault import files
from appliance.words.troubles import CALLS_MAY_BE_OPEN

NAME = "predecessor"
MAY_BE_OPEN = CALLS_MAY_BE_OPEN.do


class Predecessor(msgspec.Struct, frozen=True, array_like=True, tag="predecessor-1"):
    """The former box. `epoch`, `number`, `digest`: its last entry, which the first entry of this box follows. `copy_ms`: how old the copy
    is, by the former box's wall clock. `used_before`: another box was restored from the same copy.

    `statement` and `signature` prove the succession (`statements.Succession`), under the key `proven_by`; empty if there is no proof.

    `calls_so_far`: at least so many calls were numbered. `lost_calls`: so many may be open, and nobody can say from where. `missing`: so
    many entries up to `number` are not in the record. `unproven`: nothing proves that no other call was open.
    """

    building: bytes
    box: bytes
    device_key: bytes
    epoch: bytes
    number: int
    digest: bytes
    copy_ms: int
    way: RestoredBy
    used_before: bool
    statement: bytes
    signature: bytes
    proven_by: bytes
    calls_so_far: int
    lost_calls: int
    missing: int
    plan: bytes = b""
    """The former box's plan (canonical bytes) if no entry of the record holds it any more; otherwise empty."""
    unproven: bool = False
    head_statement: bytes = b""
    head_signature: bytes = b""
    """The former box's signature over its last entry here, under `device_key`; empty if none was copied."""
    recovery: bytes = b""
    """Public half of the former box's recovery phrase if no entry of the record holds it any more; otherwise empty."""


def keep(logbook: Path, predecessor: Predecessor) -> None:
    """Write the file. Raises VaultError."""
    files.write(logbook / NAME, msgspec.msgpack.encode(predecessor))


def predecessor_in(logbook: Path) -> Predecessor | None:
    """Read the file. None for a box that replaced no other, and if the file is damaged: the record itself holds it too."""
    try:
        return msgspec.msgpack.decode((logbook / NAME).read_bytes(), type=Predecessor)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def may_be_open(lost_calls: int, *, unproven: bool) -> str:
    """Say what a person has to do about calls of the former box that ring nowhere; empty if there can be none."""
    if lost_calls:
        found = f"{counted(lost_calls, 'call')} of the former box cannot be read, and may be open: ask every room."
        return f"{found} More may be open." if unproven else found
    return MAY_BE_OPEN if unproven else ""
