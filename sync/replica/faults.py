"""Why a copy is not made, as a cause the alert daemon knows and a sentence. Knows no place and no program."""

import errno

from appliance.command_line import reason
from appliance.words import troubles

SILENT = troubles.COPY_SILENT.word  # no proof for five minutes
FULL = troubles.COPY_FULL.word
UNPLUGGED = troubles.COPY_UNPLUGGED.word
REFUSED = troubles.COPY_REFUSED.word  # read-only, rights, host key, certificate, credentials
WIPED = troubles.COPY_WIPED.word
ELSEWHERE = troubles.COPY_ELSEWHERE.word  # another box writes there
NOT_OURS = troubles.COPY_NOT_OURS.word  # another building's stick
OLD = troubles.COPY_OLD.word  # an earlier copy was put in
STANDING_STILL = troubles.COPY_STANDING_STILL.word

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
