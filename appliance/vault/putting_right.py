"""Puts right what was judged about one key file, and says what was done. Judges nothing itself."""

from pathlib import Path

import msgspec

from appliance.vault import files
from appliance.vault.errors import VaultError
from appliance.vault.second_copy import OVERHEAD_MAX, pack
from appliance.vault.verdict import Do, Found, Verdict

SECOND_LEN_MAX = files.SECRET_LEN_MAX + OVERHEAD_MAX


class KeyPaths(msgspec.Struct, frozen=True):
    """The paths of one key file."""

    name: str
    first: Path
    second: Path
    tombstone: Path

    def found(self) -> Found:
        """Give what is there now."""
        look = files.look
        return Found(
            self.name, look(self.first), look(self.second, SECOND_LEN_MAX), look(self.tombstone, SECOND_LEN_MAX)
        )

    def destroy(self) -> None:
        """Destroy both copies. Raises VaultError."""
        files.destroy(self.second)
        files.destroy(self.first)


def put_right(paths: KeyPaths, verdict: Verdict) -> str:
    """Put the file right, and say what was done, without a full stop. Raises nothing: the result says what cannot be put right."""
    try:
        _put_right(paths, verdict)
    except VaultError as error:
        return f"It could not be put right: {error.what}. What is whole of it is used"
    return _RIGHTS_DONE if verdict.rights else _DONE[verdict.do]


def _put_right(paths: KeyPaths, verdict: Verdict) -> None:
    if verdict.do is Do.DESTROY:
        paths.destroy()
        return
    assert verdict.content is not None and verdict.copy is not None
    if verdict.do in (Do.FIRST, Do.BOTH):
        _write_over(paths.first, verdict.content, files.look(paths.second, SECOND_LEN_MAX).written_ns)
    if verdict.do in (Do.SECOND, Do.BOTH):
        # not waited for: if it is lost, the first copy is there, and the second is made again
        copy = pack(paths.name, verdict.copy)
        _write_over(paths.second, copy, files.look(paths.first).written_ns, waits=False)
    files.remove(paths.tombstone)


def _write_over(path: Path, content: bytes, written_ns: int, *, waits: bool = True) -> None:
    """Write a file. Its old content may be the key with one bit changed: so that is overwritten first, and does not outlive the key."""
    found = files.look(path, SECOND_LEN_MAX)
    if found.content == content and not found.foreign:
        files.own(path)
        return
    if found.foreign:
        files.out_of_the_way(path)
    elif found.there:
        files.destroy(path)
    files.write(path, content, written_ns=written_ns or None, waits=waits)


WILL = "The alert daemon puts it right as it starts"
FOLDER_DONE = (
    "It was put right. Find out who could enter it; where something was moved aside, it lies beside it with the ending .aside:"
    " look at it and destroy it."
)
_DONE = {
    Do.FIRST: "It was put right from its second copy; nothing is lost",
    Do.SECOND: "The second copy was made anew; nothing is lost",
    Do.BOTH: "Both copies were put right; nothing is lost",
    Do.DESTROY: "It was destroyed again",
}
_RIGHTS_DONE = (
    "Its owner and rights were put right. Find out who could read it until now."
    " If somebody could: tell district IT, who makes it anew"
)
