"""Why a copy is not made, as a cause the alert daemon knows and a sentence. Knows no place and no program."""

import errno

from appliance.command_line import reason

SILENT = "copy-silent"  # no proof for five minutes
FULL = "copy-full"
UNPLUGGED = "copy-unplugged"
REFUSED = "copy-refused"  # read-only, rights, host key, certificate, credentials
WIPED = "copy-wiped"
ELSEWHERE = "copy-elsewhere"  # another box writes there
NOT_OURS = "copy-not-ours"  # another building's stick
OLD = "copy-old"  # an earlier copy was put in
STANDING_STILL = "copy-standing-still"

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class CopyFault(Exception):
    """The copy cannot be made or proved now. `anew`: what lies there is not to be gone on with, another generation is."""

    def __init__(self, cause: str, says: str, *, anew: bool = False) -> None:
        super().__init__(says)
        self.cause = cause
        self.says = says
        self.anew = anew


def of_system(error: OSError, where: str) -> CopyFault:
    """What the system said of a file at the target. What is neither full nor refused is gone: a pulled stick says many things."""
    if error.errno in _FULL:
        return full(where)
    if error.errno in _REFUSED:
        return CopyFault(REFUSED, f"{where} may not be written ({reason(error)}).")
    return CopyFault(UNPLUGGED, f"{where} does not answer any more ({reason(error)}). Put it in again.")


def full(where: str) -> CopyFault:
    """No room."""
    return CopyFault(FULL, f"There is no room left on {where}. Make room there, or use a larger one.")
