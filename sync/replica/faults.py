"""Says why a copy is not made: a cause that the alert daemon knows, and a sentence. Knows no place and no program."""

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
    """The copy cannot be made or proved now. `anew`: give up what lies there, and begin another generation."""

    def __init__(self, cause: str, says: str, *, anew: bool = False) -> None:
        super().__init__(says)
        self.cause = cause
        self.says = says
        self.anew = anew


def of_system(error: OSError, where: str) -> CopyFault:
    """Turn the system's error about a file at the target into a fault. An error that means neither full nor refused counts as gone: a
    pulled stick gives many different errors.
    """
    if error.errno in _FULL:
        return full(where)
    if error.errno in _REFUSED:
        return CopyFault(REFUSED, f"{where} may not be written ({reason(error)}).")
    return CopyFault(UNPLUGGED, f"{where} does not answer any more ({reason(error)}). Put it in again.")


def full(where: str) -> CopyFault:
    """Make the fault for a target without room."""
    return CopyFault(FULL, f"There is no room left on {where}. Make room there, or use a larger one.")
